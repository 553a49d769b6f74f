"""The glyphs of a page: what each is, where it stands, and whether its own paint, clip or place hides it.

Here belongs asking PDFium about characters and the text objects that paint them. Here does not belong what other objects
do to a glyph: that the picture of the page shows (`ink.py`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.model.errors import Refused
from pipelines.pdf import native
from pipelines.pdf.geometry import EVERYWHERE, PageView, Rect
from pipelines.pdf.page import Bools, Floats, Glyphs, Visibility
from pipelines.pdf.page_objects import Scratch

MAX_GLYPHS = 200_000
# Share of the font size above the baseline: the em box of CJK fonts.
ASCENT = 0.86
INVISIBLE_MODES = (3, 7)

_STROKED_MODES = (1, 5)
_HYPHEN_CODE = 2
# One string a character, not one a glyph: a document repeats a few hundred characters a hundred thousand times.
_CHARACTERS: dict[int, str] = {}


class GlyphReading:
    """One pass over the glyphs of a page. `handle` is PDFium's text page, `clips` the clip of each text object."""

    def __init__(self, handle: int, number: int, view: PageView, clips: dict[int, Rect], scratch: Scratch) -> None:
        self.handle, self.number, self.view, self.clips, self.scratch = handle, number, view, clips, scratch
        self.runs: dict[int, int] = {}
        """The text objects met, by their handles: the numbers in the glyphs' `run`."""

    def result(self) -> tuple[Glyphs, int]:
        """The glyphs, and how many more PDFium made up (spaces and line ends). Raises `Refused` beyond the limit."""
        handle = self.handle
        count = native.count_chars(handle)
        if count > MAX_GLYPHS:
            raise Refused("too_many_glyphs", f"page {self.number} prints {count} glyphs, more than {MAX_GLYPHS}")
        # Driven by map and not by loops: two thousand calls a page, each dearer to make than to answer.
        same = repeat(handle)
        objects = list(map(native.char_object, same, range(max(count, 0))))
        printed = [i for i, o in enumerate(objects) if o]
        codes, printed = _join_surrogates(list(map(native.char_unicode, same, printed)), printed)
        n = len(printed)
        boxes = np.zeros((n, 4), dtype=np.float32)
        origins = np.zeros((n, 2))
        box_at, origin_at = boxes.ctypes.data, origins.ctypes.data
        _call(map(native.char_loose_box, same, printed, range(box_at, box_at + 16 * n, 16)))
        across, down = range(origin_at, origin_at + 16 * n, 16), range(origin_at + 8, origin_at + 8 + 16 * n, 16)
        _call(map(native.char_origin, same, printed, across, down))
        unmapped: Bools = np.fromiter(map(native.char_map_error, same, printed), bool, n)
        text = []
        for k, (code, i) in enumerate(zip(codes, printed, strict=True)):
            if code == _HYPHEN_CODE and native.char_is_hyphen(handle, i):
                # PDFium marks a hyphen at a line's end for its own word joining; in a table it may be a minus sign.
                text.append("-")
            elif code < 0x20 or code in (0xFFFD, 0xFFFE, 0xFFFF):
                unmapped[k] = True
                text.append("\0")
            else:
                text.append(_CHARACTERS.setdefault(code, chr(code)))
        states, run = self._text_states(objects, printed)
        return self._place(text, boxes.astype(float), origins, unmapped, states, run), count - n

    def _text_states(self, objects: list[Any], printed: list[int]) -> tuple[Floats, NDArray[np.int64]]:
        """Per text object: size, direction (dx, dy), luminance, invisible, embedded and clip; and each glyph's object."""
        index = self.runs
        rows: list[tuple[float, ...]] = []
        run = np.zeros(len(printed), dtype=np.int64)
        fonts: dict[int, float] = {}
        for k, i in enumerate(printed):
            handle = objects[i]
            at = index.get(handle)
            if at is None:
                at = index[handle] = len(rows)
                rows.append(self._text_state(handle, i, fonts))
            run[k] = at
        return np.array(rows, dtype=float).reshape(len(rows), 10), run

    def _text_state(self, handle: int, char: int, fonts: dict[int, float]) -> tuple[float, ...]:
        native.char_matrix(self.handle, char, self.scratch.f[0])
        a, b, c, d, _, _ = self.scratch.floats
        size = native.char_font_size(self.handle, char) * math.hypot(c, d)
        mode = native.text_render_mode(handle)
        getter = native.object_stroke if mode in _STROKED_MODES else native.object_fill
        luminance, opacity = self.scratch.paint(getter, handle)
        font = native.text_font(handle)
        if font not in fonts:
            fonts[font] = float(bool(font) and native.font_is_embedded(font) == 1)
        clip = self.clips.get(handle, EVERYWHERE)
        invisible = float(mode in INVISIBLE_MODES or opacity == 0)
        return (size, a, b, luminance, invisible, fonts[font], *self.view.rect(clip))

    def _place(
        self,
        text: list[str],
        boxes: Floats,
        origins: Floats,
        unmapped: Bools,
        states: Floats,
        run: NDArray[np.int64],
    ) -> Glyphs:
        view = self.view
        state = states[run]
        # FS_RECTF is left, top, right, bottom with y upwards.
        seen = view.boxes(boxes[:, 0], boxes[:, 3], boxes[:, 2], boxes[:, 1])
        base_x, base_y = view.points(origins[:, 0], origins[:, 1])
        tip_x, tip_y = view.points(origins[:, 0] + state[:, 1], origins[:, 1] + state[:, 2])
        angle = np.degrees(np.arctan2(tip_y - base_y, tip_x - base_x))
        size = state[:, 0].copy()
        upright = np.abs(angle) < 1
        top = np.where(upright, base_y - ASCENT * size, seen[:, 1])
        bottom = np.where(upright, base_y + (1 - ASCENT) * size, seen[:, 3])
        # Copies: a column of a wider table would keep all of it in memory, for every page of a long document.
        x0, x1 = _divided(text, seen[:, 0], seen[:, 2], origins, run, upright)
        centre_x, centre_y = (x0 + x1) / 2, (top + bottom) / 2
        clip = state[:, 6:10].copy() if np.isfinite(states[:, 6:10]).any() else None
        on_page = (centre_x >= 0) & (centre_x <= view.width) & (centre_y >= 0) & (centre_y <= view.height)
        visibility = np.full(len(text), int(Visibility.VISIBLE), dtype=np.uint8)
        if clip is not None:
            visibility[(centre_x < clip[:, 0]) | (centre_x > clip[:, 2])] = Visibility.CLIPPED
            visibility[(centre_y < clip[:, 1]) | (centre_y > clip[:, 3])] = Visibility.CLIPPED
        visibility[~on_page] = Visibility.OFF_PAGE
        visibility[state[:, 4] > 0] = Visibility.INVISIBLE
        return Glyphs(
            text=text, x0=x0, x1=x1, top=top, bottom=bottom, size=size, angle=angle.astype(np.float32),
            origin_x=origins[:, 0], origin_y=origins[:, 1], run=run.astype(np.int32), luminance=state[:, 3].astype(np.float32),
            embedded=state[:, 5] > 0, unmapped=unmapped, visibility=visibility,
            is_space=np.fromiter(map(str.isspace, text), bool, len(text)), clip=clip,
        )  # fmt: skip


def _divided(
    text: list[str], x0: Floats, x1: Floats, origins: Floats, run: NDArray[np.int64], upright: Bools
) -> tuple[Floats, Floats]:
    """The sides of the glyphs, where PDFium gives the letters of a ligature all the box of the whole: each letter gets an
    equal part of it, from left to right."""
    x0, x1 = x0.copy(), x1.copy()
    together = (origins[1:] == origins[:-1]).all(axis=1) & (run[1:] == run[:-1]) & upright[1:] & (x1[1:] > x0[1:])
    starts = [k for k in map(int, np.flatnonzero(together)) if _is_letter(text[k]) and _is_letter(text[k + 1])]
    done = -1
    for first in starts:
        if first < done:
            continue
        done = first + 1
        while done < len(text) and together[done - 1] and _is_letter(text[done]):
            done += 1
        sides = np.linspace(x0[first], x1[first], done - first + 1)
        x0[first:done], x1[first:done] = sides[:-1], sides[1:]
    return x0, x1


def _is_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def _call(calls: Iterator[object]) -> None:
    """Makes the calls for what they write, not for what they return."""
    deque(calls, maxlen=0)


def _join_surrogates(codes: list[int], indices: list[int]) -> tuple[list[int], list[int]]:
    """Characters beyond U+FFFF come as two UTF-16 halves with one place on the page."""
    if not any(0xD800 <= c < 0xE000 for c in codes):
        return codes, indices
    joined: list[int] = []
    indices_left: list[int] = []
    for code, index in zip(codes, indices, strict=True):
        if 0xDC00 <= code < 0xE000 and joined and 0xD800 <= joined[-1] < 0xDC00:
            joined[-1] = 0x10000 + ((joined[-1] - 0xD800) << 10) + (code - 0xDC00)
        else:
            joined.append(code)
            indices_left.append(index)
    return [0xFFFD if 0xD800 <= c < 0xE000 else c for c in joined], indices_left
