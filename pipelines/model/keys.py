"""The keys of the warehouse: the same natural key gives the same key in every build.

Here belongs how a key is made. Here does not belong which columns are the natural key of a table.
"""

from __future__ import annotations

import hashlib

KEY_LENGTH = 16


def key(*parts: object) -> str:
    """The key of a natural key: the first 16 hex digits of the SHA-256 of its parts, joined by U+001F.
    None is ''."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:KEY_LENGTH]


def document_key(sha256: str) -> str:
    """The key of the document with that SHA-256 (in hex): its first 16 digits."""
    return sha256[:KEY_LENGTH]
