"""The tokens of a page's content stream: ISO 32000-1, sections 7.2 and 7.3, by one regular expression.

Here belongs cutting bytes into operators and their operands: numbers, strings, names. Here does not belong what an
operator does (`text_operators.py`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Generator, Iterator
from typing import Any

# The order is that of how often each is met; the groups' numbers are the kinds below.
_TOKEN = re.compile(
    rb"""
      ([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?![^\s\x00()<>\[\]{}/%])
    | ([^\s\x00()<>\[\]{}/%]+)
    | \(([^()\\\r]*+(?:\\.[^()\\\r]*+)*+)\)
    | <([0-9A-Fa-f\s\x00]*)>
    | /([^\s\x00()<>\[\]{}/%]*)
    | (\()
    | %[^\r\n]*
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER, _KEYWORD, _STRING, _HEX, _NAME, _PARENTHESIS = range(1, 7)
_ESCAPE = re.compile(rb"\\(?:[0-7]{1,3}|\r\n|.)|\r\n?", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_IMAGE_END = re.compile(rb"[\s\x00]EI(?=[\s\x00]|$)")
_PLAIN = re.compile(rb"[\x20-\x7e\s\x00]*")
# Operators after an inline image's end are plain text; its data is not, for as long as this.
_PLAIN_AFTER_IMAGE = 16


def operations(content: bytes, wanted: Container[bytes]) -> Iterator[tuple[bytes, list[Any]]]:
    """Each of the `wanted` operators of a content stream with its operands, in order.

    Operands are floats, strings (bytes) and names (str); arrays are flat, since no token is a bracket. The list is
    emptied when the next operator is asked for. What is no token of PDF is passed over.
    """
    operands: list[Any] = []
    position: int | None = 0
    while position is not None:
        position = yield from _operations_from(content, position, operands, wanted)


def _operations_from(
    content: bytes, start: int, operands: list[Any], wanted: Container[bytes]
) -> Generator[tuple[bytes, list[Any]], None, int | None]:
    """Reads from `start` to the end (None), or to where the pattern cannot follow and must begin anew."""
    push, forget = operands.append, operands.clear
    for token in _TOKEN.finditer(content, start):
        kind = token.lastindex
        if kind == _NUMBER:
            push(float(token[_NUMBER]))
        elif kind == _KEYWORD:
            word = token[_KEYWORD]
            if word in wanted:
                yield word, operands
            forget()
            if word == b"ID":
                return _end_of_image(content, token.end())
        elif kind == _STRING:
            text = token[_STRING]
            push(_ESCAPE.sub(_escaped, text) if b"\\" in text else text)
        elif kind == _HEX:
            push(_from_hex(token[_HEX]))
        elif kind == _NAME:
            push(_name(token[_NAME]))
        elif kind == _PARENTHESIS:
            text, end = _nested_string(content, token.end())
            push(text)
            return end
    return None


def _escaped(found: re.Match[bytes]) -> bytes:
    return _ESCAPES[found[0]]


class _Escapes(dict[bytes, bytes]):
    """Escape sequence in a string → the byte that it means (ISO 32000-1, table 3); line ends are newlines."""

    def __missing__(self, sequence: bytes) -> bytes:
        after = sequence[1:]
        if not sequence.startswith(b"\\"):
            byte = b"\n"
        elif after.isdigit():
            byte = bytes([int(after, 8) & 0xFF])
        elif after[:1] in (b"\r", b"\n"):
            byte = b""
        else:
            byte = _ESCAPED.get(after, after)
        self[sequence] = byte
        return byte


_ESCAPES = _Escapes()


def _from_hex(digits: bytes) -> bytes:
    packed = b"".join(digits.replace(b"\x00", b"").split())
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))


def _name(raw: bytes) -> str:
    """A name as pdfminer's dictionaries have it."""
    if b"#" in raw:
        raw = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes.fromhex(found[1].decode("ascii")), raw)
    return raw.decode("utf-8")


def _nested_string(content: bytes, start: int) -> tuple[bytes, int]:
    """The string that opened before `start`, with the brackets in it, and where it ends."""
    depth, end, after = 1, len(content), len(content)
    for found in _BRACKET.finditer(content, start):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            end, after = found.start(), found.end()
            break
    return _ESCAPE.sub(_escaped, content[start:end]), after


def _end_of_image(content: bytes, start: int) -> int:
    """Where operators go on after an inline image's data, whose length nothing states; the letters EI may be in it."""
    for found in _IMAGE_END.finditer(content, start):
        if _PLAIN.fullmatch(content, found.end(), min(found.end() + _PLAIN_AFTER_IMAGE, len(content))):
            return found.end()
    return len(content)
