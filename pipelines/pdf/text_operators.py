"""The operators that show text, as ISO 32000-1 section 9.4 has them: which glyphs a content stream shows, and where.

Here belongs the text state and the operators that change it, forms included. Here does not belong cutting the stream into
operators (`content_tokens.py`), nor a line of the PDFium reader: the two readers prove each other.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1

from pipelines.model.errors import Refused
from pipelines.pdf.content_tokens import operations
from pipelines.pdf.typeface import Typeface

MAX_GLYPHS = 200_000
MAX_FORMS = 10_000
MAX_FORM_DEPTH = 8

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def stream_data(stream: object) -> bytes:
    """The stream, decoded. Of a copy: pdfminer would keep what it decodes as long as the document is open."""
    if not isinstance(stream, PDFStream):
        return b""
    data: bytes = copy.copy(stream).get_data()
    return data


class TextInterpreter:
    """The text operators of ISO 32000-1, on one page. Collects `texts`, `xs`, `ys`: one of each a glyph."""

    def __init__(self, find_typeface: Callable[[object], Typeface]) -> None:
        self.texts: list[str] = []
        self.xs: list[float] = []
        self.ys: list[float] = []
        self._find_typeface = find_typeface
        self._forms = 0
        self._open_forms: list[int] = []
        self._resources: Any = {}
        self._saved: list[tuple[Any, ...]] = []
        self._matrix = _IDENTITY
        self._text, self._line = _IDENTITY, _IDENTITY
        self._typeface: Typeface | None = None
        self._size, self._spacing, self._word_spacing = 0.0, 0.0, 0.0
        self._scale, self._leading, self._rise = 1.0, 0.0, 0.0

    def run(self, content: bytes, resources: object) -> None:
        """Reads one content stream, the page's or a form's."""
        outer, self._resources = self._resources, dict_value(resources) if resources else {}
        for operator, operands in operations(content, _OPERATORS):
            _OPERATORS[operator](self, operands)
        self._resources = outer

    def _save(self, _: list[Any]) -> None:
        self._saved.append(self._state())

    def _restore(self, _: list[Any]) -> None:
        if self._saved:
            self._set_state(self._saved.pop())

    def _state(self) -> tuple[Any, ...]:
        spacing = self._spacing, self._word_spacing, self._scale, self._leading, self._rise
        return (self._matrix, self._typeface, self._size, *spacing)

    def _set_state(self, state: tuple[Any, ...]) -> None:
        self._matrix, self._typeface, self._size, *spacing = state
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
        self._typeface = self._find_typeface(dict_value(self._resources["Font"])[name])

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
        typeface, size = self._typeface, self._size
        if typeface is None:
            raise ValueError("text without a font")
        if typeface.vertical:
            self._show_vertically(typeface, items)
            return
        a, b, c, d, e, f = _product(self._text, self._matrix)
        e, f = e + self._rise * c, f + self._rise * d
        glyphs, codes = typeface.glyphs, typeface.codes
        word_spacing = self._word_spacing if typeface.single_byte else 0.0
        scale, spacing = self._scale, self._spacing
        add_text, add_x, add_y = self.texts.append, self.xs.append, self.ys.append
        x = 0.0
        for item in items:
            if type(item) is float:
                x -= item * size * scale / 1000
                continue
            for code in codes(item):
                text, width = glyphs[code]
                add_text(text)
                add_x(x * a + e)
                add_y(x * b + f)
                x += (width * size + spacing) * scale
                if code == 32:
                    x += word_spacing * scale
        self._advance(x, 0.0)

    def _show_vertically(self, typeface: Typeface, items: list[Any]) -> None:
        a, b, c, d, e, f = _product(self._text, self._matrix)
        y = 0.0
        for item in items:
            if type(item) is float:
                y -= item * self._size / 1000
                continue
            for code in typeface.codes(item):
                text, width = typeface.glyphs[code]
                left, above = typeface.shift(code)
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
        self.run(stream_data(form), form.get("Resources") or self._resources)
        self._open_forms.pop()
        self._saved = saved
        self._set_state(state)
        self._text, self._line = text, line


_OPERATORS: dict[bytes, Callable[[TextInterpreter, list[Any]], None]] = {
    b"q": TextInterpreter._save,
    b"Q": TextInterpreter._restore,
    b"cm": TextInterpreter._concatenate,
    b"BT": TextInterpreter._begin_text,
    b"Tm": TextInterpreter._set_text_matrix,
    b"Td": TextInterpreter._move,
    b"TD": TextInterpreter._move_and_lead,
    b"T*": TextInterpreter._next_line,
    b"Tf": TextInterpreter._set_font,
    b"Tc": TextInterpreter._set_spacing,
    b"Tw": TextInterpreter._set_word_spacing,
    b"Tz": TextInterpreter._set_scale,
    b"TL": TextInterpreter._set_leading,
    b"Ts": TextInterpreter._set_rise,
    b"Tj": TextInterpreter._show,
    b"TJ": TextInterpreter._show,
    b"'": TextInterpreter._show_next_line,
    b'"': TextInterpreter._show_spaced_next_line,
    b"Do": TextInterpreter._draw_object,
}


def _six(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = operands[-6:]
    return float(a), float(b), float(c), float(d), float(e), float(f)


def _product(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
