"""The second reader: what text a page shows and where, found without a line of the first reader's code.

Here belongs reading glyphs by way of pdfplumber, which finds the pages, and pdfminer, which decodes streams,
fonts and character maps. Here does not belong comparing them with the first reader's (`parse.py`), nor rules
and pictures, which the ink proof covers.

pdfminer's own interpreter spends three quarters of its time cutting the content stream into tokens and
computing what nobody asks for here. So the operators that show text are read here, by one regular expression
and as ISO 32000-1 section 9.4 has them: that is four times as fast, and it mends two of pdfminer's ways (the
character spacing after a string's last glyph, and before the first one after a number in an array), which
move glyphs.

Like pdfminer, this reader knows nothing of clip paths, colours or render modes: it tells all that is shown,
seen or not.
"""

from __future__ import annotations

import copy
import logging
import re
import struct
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pdfplumber
from numpy.typing import NDArray
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipelines.model.errors import Refused
from pipelines.pdf.page_tree import PageTree

# What pdfminer warns of (a font without a box, say) moves no glyph, and what matters is raised.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MAX_GLYPHS = 200_000
MAX_FORMS = 10_000
MAX_FORM_DEPTH = 8

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

# What damaged and hostile files make pdfplumber and pdfminer raise.
_FAILURES = (
    PSException, PdfminerException, MalformedPDFException, AssertionError, AttributeError, LookupError,
    TypeError, ValueError, ArithmeticError, RecursionError, NotImplementedError, struct.error,
)  # fmt: skip

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


class Witness:
    """One open document. A context manager. Raises `Refused` where pdfplumber cannot open or read it.

    `page_count` is how many pages pdfplumber finds; it must be what the first reader finds.
    """

    def __init__(self, path: Path, password: str = "") -> None:
        try:
            self._pdf = pdfplumber.open(path, password=password)
            self._pages = PageTree(self._pdf.doc, self._pdf.stream)
        except _FAILURES as error:
            raise _refusal("the file", error) from error
        self.page_count = len(self._pages)
        self._faces: dict[int, _Face] = {}

    def __enter__(self) -> Witness:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file. (pdfplumber's own close() parses the document again and closes other pages.)"""
        self._pdf.stream.close()

    def glyphs(self, page_index: int) -> tuple[list[str], NDArray[np.float64]]:
        """The text of every glyph that page `page_index` (from 0) shows, and an array [n, 2] of where its
        baseline starts.

        Texts may be longer than one character (ligatures), and are "(cid:n)" where the font does not say what
        is meant. Places are points in PDF user space as the page's content has them: y upwards, before
        /Rotate, not shifted by the page's boxes, as PDFium's are. Nothing is kept between pages but fonts.
        """
        show = _Show(self._face)
        try:
            page = self._pages[page_index]
            content = b"\n".join(_data(resolve1(stream)) for stream in page.contents)
            show.run(content, page.resources)
        except _FAILURES as error:
            raise _refusal(f"page {page_index + 1}", error) from error
        return show.texts, np.array([show.xs, show.ys], dtype=np.float64).T

    def _face(self, reference: object) -> _Face:
        spec = dict_value(reference)
        number = reference.objid if isinstance(reference, PDFObjRef) else None
        # A font without a number of its own is known by its dictionary, which the open document keeps.
        key = number or -id(spec)
        if key not in self._faces:
            self._faces[key] = _Face(self._pdf.rsrcmgr.get_font(number, spec))
        return self._faces[key]


def _refusal(what: str, error: Exception) -> Refused:
    cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    told = " ".join(repr(cause).split())[:200]
    return Refused("second_reader_failed", f"the second reader cannot read {what} ({told}); get a fresh copy")


def _data(stream: object) -> bytes:
    """The stream, decoded. Of a copy: pdfminer would keep what it decodes as long as the document is open."""
    if not isinstance(stream, PDFStream):
        return b""
    data: bytes = copy.copy(stream).get_data()
    return data


class _Face:
    """One font: what its codes mean and how wide they are, looked up once."""

    def __init__(self, font: PDFFont) -> None:
        self.font = font
        self.vertical = font.is_vertical()
        self.single_byte = not font.is_multibyte()
        self.codes: Callable[[bytes], Any] = font.decode
        self.glyphs = _Glyphs(font)

    def shift(self, code: int) -> tuple[float, float]:
        """From a vertical font's own origin of the glyph to where it is placed, for a size of 1."""
        found = self.font.char_disp(code)
        left, above = found if isinstance(found, tuple) else (None, 880)
        return (0.5 if left is None else left / 1000), above / 1000


class _Glyphs(dict[int, tuple[str, float]]):
    """Code → (text, advance in text space units for a size of 1)."""

    def __init__(self, font: PDFFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, code: int) -> tuple[str, float]:
        try:
            text = self._font.to_unichr(code)
        except PDFUnicodeNotDefined:
            text = f"(cid:{code})"
        self[code] = found = (text, float(self._font.char_width(code)))
        return found


class _Show:
    """The text operators of ISO 32000-1, on one page. Collects `texts`, `xs`, `ys`: one of each a glyph."""

    def __init__(self, face: Callable[[object], _Face]) -> None:
        self.texts: list[str] = []
        self.xs: list[float] = []
        self.ys: list[float] = []
        self._find_face = face
        self._forms = 0
        self._open_forms: list[int] = []
        self._resources: Any = {}
        self._saved: list[tuple[Any, ...]] = []
        self._matrix = _IDENTITY
        self._text, self._line = _IDENTITY, _IDENTITY
        self._face: _Face | None = None
        self._size, self._spacing, self._word_spacing = 0.0, 0.0, 0.0
        self._scale, self._leading, self._rise = 1.0, 0.0, 0.0

    def run(self, content: bytes, resources: object) -> None:
        """Reads one content stream, the page's or a form's."""
        outer, self._resources = self._resources, dict_value(resources) if resources else {}
        operands: list[Any] = []
        position: int | None = 0
        while position is not None:
            position = self._run_from(content, position, operands)
        self._resources = outer

    def _run_from(self, content: bytes, start: int, operands: list[Any]) -> int | None:
        """Reads from `start` to the end (None), or to where the pattern cannot follow and must begin anew."""
        push, forget, operators = operands.append, operands.clear, _OPERATORS
        for token in _TOKEN.finditer(content, start):
            kind = token.lastindex
            if kind == _NUMBER:
                push(float(token[_NUMBER]))
            elif kind == _KEYWORD:
                word = token[_KEYWORD]
                if word in operators:
                    operators[word](self, operands)
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

    def _save(self, _: list[Any]) -> None:
        self._saved.append(self._state())

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._set_state(self._saved.pop())

    def _state(self) -> tuple[Any, ...]:
        spacing = self._spacing, self._word_spacing, self._scale, self._leading, self._rise
        return (self._matrix, self._face, self._size, *spacing)

    def _set_state(self, state: tuple[Any, ...]) -> None:
        self._matrix, self._face, self._size, *spacing = state
        self._spacing, self._word_spacing, self._scale, self._leading, self._rise = spacing

    def _concatenate(self, operands: list[Any]) -> None:
        self._matrix = _product(_six(operands), self._matrix)

    def _begin_text(self, _: list[Any]) -> None:
        self._text = self._line = _IDENTITY

    def _set_text_matrix(self, operands: list[Any]) -> None:
        self._text = self._line = _six(operands)

    def _move(self, operands: list[Any]) -> None:
        self._move_by(operands[-2], operands[-1])

    def _move_and_lead(self, operands: list[Any]) -> None:
        self._leading = -operands[-1]
        self._move(operands)

    def _next_line(self, _: list[Any]) -> None:
        self._move_by(0.0, -self._leading)

    def _move_by(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._line
        self._text = self._line = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)

    def _set_font(self, operands: list[Any]) -> None:
        name, self._size = operands[-2], operands[-1]
        self._face = self._find_face(dict_value(self._resources["Font"])[name])

    def _set_spacing(self, operands: list[Any]) -> None:
        self._spacing = operands[-1]

    def _set_word_spacing(self, operands: list[Any]) -> None:
        self._word_spacing = operands[-1]

    def _set_scale(self, operands: list[Any]) -> None:
        self._scale = operands[-1] / 100

    def _set_leading(self, operands: list[Any]) -> None:
        self._leading = operands[-1]

    def _set_rise(self, operands: list[Any]) -> None:
        self._rise = operands[-1]

    def _show_next_line(self, operands: list[Any]) -> None:
        self._next_line(operands)
        self._show(operands[-1:])

    def _show_spaced_next_line(self, operands: list[Any]) -> None:
        self._word_spacing, self._spacing = operands[-3], operands[-2]
        self._show_next_line(operands)

    def _show(self, items: list[Any]) -> None:
        """Tj and TJ: strings to show, numbers to move back by. (No token is a bracket: arrays are flat.)"""
        face, size = self._face, self._size
        if face is None:
            raise ValueError("text without a font")
        if face.vertical:
            self._show_vertically(face, items)
            return
        a, b, c, d, e, f = _product(self._text, self._matrix)
        e, f = e + self._rise * c, f + self._rise * d
        glyphs, codes = face.glyphs, face.codes
        word_spacing = self._word_spacing if face.single_byte else 0.0
        scale, spacing = self._scale, self._spacing
        say, at_x, at_y = self.texts.append, self.xs.append, self.ys.append
        x = 0.0
        for item in items:
            if type(item) is float:
                x -= item * size * scale / 1000
                continue
            for code in codes(item):
                text, width = glyphs[code]
                say(text)
                at_x(x * a + e)
                at_y(x * b + f)
                x += (width * size + spacing) * scale
                if code == 32:
                    x += word_spacing * scale
        self._advance(x, 0.0)

    def _show_vertically(self, face: _Face, items: list[Any]) -> None:
        a, b, c, d, e, f = _product(self._text, self._matrix)
        y = 0.0
        for item in items:
            if type(item) is float:
                y -= item * self._size / 1000
                continue
            for code in face.codes(item):
                text, width = face.glyphs[code]
                left, above = face.shift(code)
                x, top = -left * self._size, y - above * self._size + self._rise
                self.texts.append(text)
                self.xs.append(x * a + top * c + e)
                self.ys.append(x * b + top * d + f)
                y += width * self._size + self._spacing
        self._advance(0.0, y)

    def _advance(self, x: float, y: float) -> None:
        a, b, c, d, e, f = self._text
        self._text = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
        if len(self.texts) > MAX_GLYPHS:
            raise Refused("too_many_glyphs", f"a page shows more than {MAX_GLYPHS} characters; get a fresh copy")

    def _draw_object(self, operands: list[Any]) -> None:
        form = resolve1(dict_value(self._resources.get("XObject", {})).get(operands[-1]))
        if not isinstance(form, PDFStream) or getattr(resolve1(form.get("Subtype")), "name", "") != "Form":
            return
        if id(form) in self._open_forms:
            return
        self._forms += 1
        if self._forms > MAX_FORMS or len(self._open_forms) >= MAX_FORM_DEPTH:
            raise Refused(
                "too_many_forms",
                f"a page draws more than {MAX_FORMS} pieces, or {MAX_FORM_DEPTH} inside one another; get a fresh copy",
            )
        state, text, line, saved = self._state(), self._text, self._line, self._saved
        self._saved = []
        self._open_forms.append(id(form))
        matrix = [resolve1(number) for number in list_value(form.get("Matrix") or list(_IDENTITY))]
        self._matrix = _product(_six(matrix), self._matrix)
        self.run(_data(form), form.get("Resources") or self._resources)
        self._open_forms.pop()
        self._saved = saved
        self._set_state(state)
        self._text, self._line = text, line


_OPERATORS: dict[bytes, Callable[[_Show, list[Any]], None]] = {
    b"q": _Show._save,
    b"Q": _Show._restore,
    b"cm": _Show._concatenate,
    b"BT": _Show._begin_text,
    b"Tm": _Show._set_text_matrix,
    b"Td": _Show._move,
    b"TD": _Show._move_and_lead,
    b"T*": _Show._next_line,
    b"Tf": _Show._set_font,
    b"Tc": _Show._set_spacing,
    b"Tw": _Show._set_word_spacing,
    b"Tz": _Show._set_scale,
    b"TL": _Show._set_leading,
    b"Ts": _Show._set_rise,
    b"Tj": _Show._show,
    b"TJ": _Show._show,
    b"'": _Show._show_next_line,
    b'"': _Show._show_spaced_next_line,
    b"Do": _Show._draw_object,
}


def _six(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = operands[-6:]
    return float(a), float(b), float(c), float(d), float(e), float(f)


def _product(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _escaped(found: re.Match[bytes]) -> bytes:
    return _ESCAPES[found[0]]


class _Escapes(dict[bytes, bytes]):
    """Escape sequence in a string → the byte that it means (ISO 32000-1, table 3); line ends are newlines."""

    def __missing__(self, sequence: bytes) -> bytes:
        after = sequence[1:]
        if not sequence.startswith(b"\\"):
            meant = b"\n"
        elif after.isdigit():
            meant = bytes([int(after, 8) & 0xFF])
        elif after[:1] in (b"\r", b"\n"):
            meant = b""
        else:
            meant = _ESCAPED.get(after, after)
        self[sequence] = meant
        return meant


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
    """Where operators go on after an inline image's data, whose length is told nowhere; EI may be in it."""
    for found in _IMAGE_END.finditer(content, start):
        if _PLAIN.fullmatch(content, found.end(), min(found.end() + _PLAIN_AFTER_IMAGE, len(content))):
            return found.end()
    return len(content)
