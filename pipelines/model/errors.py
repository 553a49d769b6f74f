"""How the reading of a document says that it will not go on: one sentence for a person, one code for a machine."""

from __future__ import annotations


class Refused(Exception):
    """The document must be quarantined. `rule` is a snake_case reason code, `reason` one sentence with what to do."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
