"""What is printed on one page, as arrays: glyphs, rules, and the marks that are neither.

Here belong the plain containers that `pdfium_reader.py` fills and `tables/` reads. Here does not belong any PDF library: all
coordinates are points from the top left corner of the page as a reader sees it (after /Rotate), y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A clip's edge often lies on the rule that parts two cells; what it cuts belongs inside, not on the line.
_INSIDE = 0.5


class Visibility(IntEnum):
    """Whether a reader of the printed page sees a glyph, and if not, why not."""

    VISIBLE = 0
    CLIPPED = 1
    OFF_PAGE = 2
    INVISIBLE = 3
    """Text render mode 3 or 7, or fully transparent: what an OCR layer under a scan is."""
    WHITE = 4
    """Painted in the colour of its background."""
    MASKED = 5
    """In a layer that is switched off, under a mask, or outside a clip that is no rectangle."""


@dataclass(slots=True)
class Glyphs:
    """The glyphs of a page in the order the file paints them; one row each, spaces included.

    `text` is one character (U+0000 where the file gives none). `top` and `bottom` bound the em box built from baseline
    and font size, the same for every glyph of a line whatever the font's own box says. `origin_x`, `origin_y` are the
    baseline origin in the file's own user space, the coordinates both readers share. `angle` is in degrees clockwise on
    the page as seen. `unmapped` marks glyphs for which the font has no Unicode value.
    """

    text: list[str]
    x0: Floats
    x1: Floats
    top: Floats
    bottom: Floats
    size: Floats
    angle: NDArray[np.float32]
    origin_x: Floats
    origin_y: Floats
    run: NDArray[np.int32]
    luminance: NDArray[np.float32]
    embedded: Bools
    unmapped: Bools
    visibility: NDArray[np.uint8]
    is_space: Bools
    clip: Floats | None
    """The rectangle within which each glyph shows: x0, top, x1, bottom; None where nothing on the page is clipped."""

    @property
    def clip_cut(self) -> Bools:
        """Whether the clip cuts through the glyph's box from above or below; its centre may be on either side."""
        if self.clip is None:
            return np.zeros(len(self), dtype=bool)
        top, bottom = self.clip[:, 1], self.clip[:, 3]
        reaches_out = (self.top < top - 0.5) | (self.bottom > bottom + 0.5)
        return reaches_out & (self.bottom > top) & (self.top < bottom)

    @property
    def centre_x(self) -> Floats:
        """Where the glyph shows, across: its middle, drawn into its clip."""
        middle: Floats = (self.x0 + self.x1) / 2
        return middle if self.clip is None else np.clip(middle, self.clip[:, 0] + _INSIDE, self.clip[:, 2] - _INSIDE)

    @property
    def centre_y(self) -> Floats:
        """Where the glyph shows, downwards: its middle, drawn into its clip. A line that is cut by its cell's edge
        belongs to that cell though its own middle may lie below it."""
        middle: Floats = (self.top + self.bottom) / 2
        return middle if self.clip is None else np.clip(middle, self.clip[:, 1] + _INSIDE, self.clip[:, 3] - _INSIDE)

    def __len__(self) -> int:
        return len(self.text)


@dataclass(slots=True)
class Rules:
    """Ruled segments, horizontal or vertical, with ink: `position` across, `start`..`end` along, `width` of the stroke."""

    horizontal: Floats
    """Columns y, x0, x1, width."""
    vertical: Floats
    """Columns x, top, bottom, width."""


@dataclass(slots=True)
class Page:
    """One page, read closely."""

    number: int
    width: float
    height: float
    glyphs: Glyphs
    rules: Rules
    """Those that show."""
    fills: Floats
    """Filled areas that are no rules: columns x0, top, x1, bottom, luminance."""
    drawings: Floats
    """Bounding boxes of curves and slanted strokes: x0, top, x1, bottom."""
    images: Floats
    """Bounding boxes of images and shadings: x0, top, x1, bottom."""
    annotations: list[str] = field(default_factory=list)
    """Kinds of annotations that print something a text reader does not see."""
    partly_shown: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))
    """Glyphs of which a mask or a clip hides a part; empty where there are none."""
    hidden_rules: Rules = field(default_factory=lambda: Rules(np.zeros((0, 4)), np.zeros((0, 4))))
    """Rules that the file draws and the page does not show: painted over, masked, or in a layer that is switched off."""
    generated: int = 0
