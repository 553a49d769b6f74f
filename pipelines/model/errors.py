"""The errors that are shown to people: each message is one line that says what is wrong and what to do.

Here belong errors that more than one room raises or catches. Here do not belong errors of one room alone.
"""

from __future__ import annotations


class Refused(Exception):
    """The document must be quarantined. `rule` is a snake_case reason code, `reason` one sentence with what to do."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class BatchError(Exception):
    """The batch cannot go on and nothing was published; the message is one line that says why and what to
    do."""


class InboxError(Exception):
    """The inbox or its ledger cannot be used at all; the message is one line that says what to do."""
