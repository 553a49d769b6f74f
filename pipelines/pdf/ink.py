"""The ink proof: what the page shows against what was read.

The page is rendered at 72 dpi. Every visible glyph must own ink, and all ink must be owned: by a glyph, a rule, a shaded
area, an image. It catches white, covered and tiny text, glyphs that a reader dropped, and coordinates that are wrong.
It proves where something is printed, not what: a lying font passes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.pdf.page import Bools, Floats, Page, Visibility

# Paper renders as 255 exactly; the faintest mark met, a full stop in 5 pt type, is 240.
_INK = 250
# Anti-aliasing reaches a pixel beyond a mark; ink this dark does not.
_DARK = 170
_LIGHT_PAINT = 0.97
_DARK_GROUND = 0.8
_REACH = 1.5


@dataclass(frozen=True, slots=True)
class Ink:
    """`without_ink`: per glyph, whether it should show and does not. `unowned`: boxes around ink that nothing owns, in
    points (x0, top, x1, bottom), and `unowned_pixels` how much of it there is. `checked`: how many glyphs should show."""

    without_ink: Bools
    unowned: Floats
    unowned_pixels: int
    checked: int


def mark_white(page: Page) -> None:
    """Marks glyphs painted in the colour of paper as `WHITE`, unless they stand on a dark ground."""
    glyphs = page.glyphs
    pale = (glyphs.luminance >= _LIGHT_PAINT) & (glyphs.visibility == Visibility.VISIBLE)
    if not pale.any():
        return
    grounds = page.fills[page.fills[:, 4] < _DARK_GROUND][:, :4] if len(page.fills) else np.zeros((0, 4))
    grounds = np.concatenate([grounds, page.images]) if len(page.images) else grounds
    x, y = (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2
    for x0, top, x1, bottom in grounds:
        pale &= ~((x >= x0) & (x <= x1) & (y >= top) & (y <= bottom))
    glyphs.visibility[pale] = Visibility.WHITE


def prove(page: Page, grey: NDArray[np.uint8], shown: Bools, partly: Bools) -> Ink:
    """Compares the rendered page with what was read. `shown` marks the glyphs that a reader of the page should see,
    `partly` those of which a clip may leave a sliver: these may own ink and need not.

    Glyphs of fonts that are not embedded are not held against the picture: which shapes it shows for them depends on the
    fonts of the machine.
    """
    glyphs = page.glyphs
    boxes = np.column_stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom])
    scale = np.array([grey.shape[1] / page.width, grey.shape[0] / page.height] * 2)
    without = shown & glyphs.embedded & ~glyphs.is_space
    without[without] = _count(grey < _INK, boxes[without] * scale, 0.25) == 0
    without &= ~_in_any(boxes, page.images)

    owning = shown | partly
    reach = np.maximum(glyphs.size[owning] * 0.15, _REACH)[:, None] * np.array([-1, -1, 1, 1])
    margin = np.array([-_REACH, -_REACH, _REACH, _REACH])
    owners = [boxes[owning] + reach, _rule_boxes(page), page.fills[:, :4] + margin, page.images + margin]
    owned = _painted(grey.shape, np.concatenate(owners) * scale)
    orphans = (grey < _DARK) & ~owned
    return Ink(without, _boxes_of(orphans, scale), int(orphans.sum()), int(shown.sum()))


def _rule_boxes(page: Page) -> Floats:
    across, down = page.rules.horizontal, page.rules.vertical
    reach_across = across[:, 3] / 2 + _REACH
    reach_down = down[:, 3] / 2 + _REACH
    flat = np.column_stack(
        [
            across[:, 1] - reach_across,
            across[:, 0] - reach_across,
            across[:, 2] + reach_across,
            across[:, 0] + reach_across,
        ]
    )
    tall = np.column_stack(
        [down[:, 0] - reach_down, down[:, 1] - reach_down, down[:, 0] + reach_down, down[:, 2] + reach_down]
    )
    return np.concatenate([flat, tall])


def _pixels(boxes: Floats, shape: tuple[int, ...], inset: float) -> tuple[NDArray[np.int64], ...]:
    height, width = shape[0], shape[1]
    x0 = np.clip(np.floor(boxes[:, 0] + inset), 0, width).astype(np.int64)
    y0 = np.clip(np.floor(boxes[:, 1] + inset), 0, height).astype(np.int64)
    x1 = np.clip(np.ceil(boxes[:, 2] - inset), x0, width).astype(np.int64)
    y1 = np.clip(np.ceil(boxes[:, 3] - inset), y0, height).astype(np.int64)
    return x0, y0, x1, y1


def _count(mask: Bools, boxes: Floats, inset: float) -> NDArray[np.int32]:
    """How many pixels of the mask each box holds: one running sum over the page, taken apart row by row of a box."""
    width = mask.shape[1]
    total = np.zeros(mask.size + 1, dtype=np.int32)
    np.cumsum(mask.ravel(), dtype=np.int32, out=total[1:])
    x0, y0, x1, y1 = _pixels(boxes, mask.shape, inset)
    count = np.zeros(len(boxes), dtype=np.int32)
    for down in range(int((y1 - y0).max(initial=0))):
        row = np.minimum(y0 + down, mask.shape[0] - 1) * width
        count += np.where(y0 + down < y1, total[row + x1] - total[row + x0], 0)
    return count


def _painted(shape: tuple[int, ...], boxes: Floats) -> Bools:
    """The pixels that some box covers. Plain slices: boxes are many and small, the page is large."""
    painted = np.zeros(shape, dtype=bool)
    edges = (edge.tolist() for edge in _pixels(boxes, shape, 0))
    for x0, y0, x1, y1 in zip(*edges, strict=True):
        painted[y0:y1, x0:x1] = True
    return painted


def _in_any(boxes: Floats, areas: Floats) -> Bools:
    inside = np.zeros(len(boxes), dtype=bool)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    for x0, top, x1, bottom in areas:
        inside |= (x >= x0) & (x <= x1) & (y >= top) & (y <= bottom)
    return inside


def _boxes_of(mask: Bools, scale: Floats) -> Floats:
    """Boxes around the marked pixels, one for each stretch of rows that holds some."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return np.zeros((0, 4))
    boxes = []
    for stretch in np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1):
        columns = np.flatnonzero(mask[stretch[0] : stretch[-1] + 1].any(axis=0))
        for part in np.split(columns, np.flatnonzero(np.diff(columns) > 20) + 1):
            boxes.append([part[0], stretch[0], part[-1] + 1, stretch[-1] + 1])
    return np.array(boxes, dtype=float) / scale
