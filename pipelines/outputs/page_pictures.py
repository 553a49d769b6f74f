"""Pages of a PDF as PNGs, bare or with boxes, a legend and notes drawn on them.

Here belongs drawing; it runs in a sandboxed child, since the file is not trusted. Here does not belong what is drawn on which
page (`evidence.py`, `html_report/pictures.py`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipelines.model.errors import Refused
from pipelines.pdf.rendering import render

# Pillow imports its formats when first asked for one: here the server of the children does it, once for all of them.
Image.preinit()

PROJECT, AMOUNT, TOTALS, INDICATOR, FINDING = "#1f5fd0", "#0a8f3c", "#7a3fb5", "#d97a00", "#d01f2f"
"""Colours of the boxes, one for each kind of thing that was read."""

_MEANINGS = {
    PROJECT: ("项目", "project"),
    AMOUNT: ("金额", "amount"),
    TOTALS: ("合计", "total"),
    INDICATOR: ("绩效指标", "indicator"),
    FINDING: ("存疑", "finding"),
}
PNG = b"\x89PNG\r\n\x1a\n"
"""What every picture begins with."""

# Of a printed page more work makes the file hardly smaller.
_QUICK = 3
_LABEL_POINTS = 6.5
_NOTE_POINTS = 9.0
_LABEL_LENGTH = 14
_MOST_NOTES = 12


def marked(
    path: str, page_number: int, marks: Sequence[Sequence[Any]], notes: Sequence[str], dpi: int, font_path: str | None
) -> bytes:
    """The page with its marks as PNG. Runs in a worker process; `marks` as JSON has them. Raises Refused."""
    image, scale = render(Path(path), page_number, dpi)
    return _finished(image, scale, marks, notes, font_path)


def bare(path: str, page_numbers: Sequence[int], dpi: int) -> bytes:
    """The pages as they are printed, each as the length of its PNG (4 bytes, big-endian; 0 where it cannot be rendered)
    and the PNG: in greys where it has no colour, which takes a third of the time and the room.

    Many at a time, because a child's start takes as long as a page. Runs in a worker process.
    """
    return b"".join(len(png).to_bytes(4, "big") + png for png in (_bare(path, number, dpi) for number in page_numbers))


def split(data: bytes, count: int) -> list[bytes]:
    """The PNGs of `count` pages as `bare` gives them, empty where there is none."""
    pngs, at = [], 0
    for _ in range(count):
        length = int.from_bytes(data[at : at + 4], "big")
        pngs.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return pngs


def _bare(path: str, page_number: int, dpi: int) -> bytes:
    try:
        image, _ = render(Path(path), page_number, dpi)
    except Refused:
        return b""
    colours = np.asarray(image)
    if (colours == colours[:, :, :1]).all():
        image = image.getchannel(0)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=_QUICK)
    return out.getvalue()


def _finished(
    page: Image.Image, scale: float, marks: Sequence[Sequence[Any]], notes: Sequence[str], font_path: str | None
) -> bytes:
    small, plain = _font(font_path, _LABEL_POINTS * scale), _font(font_path, _NOTE_POINTS * scale)
    known = 0 if font_path else 1
    legible = (lambda text: text) if font_path else _in_ascii
    marked = _with_marks(page, scale, [(box, legible(label), colour) for box, label, colour in marks], small)
    legend = [(colour, _MEANINGS[colour][known]) for colour in _MEANINGS if any(m[2] == colour for m in marks)]
    notes = list(dict.fromkeys(notes))
    shown = [*notes[:_MOST_NOTES], *([f"+{len(notes) - _MOST_NOTES}"] if len(notes) > _MOST_NOTES else [])]
    size = round(_NOTE_POINTS * scale)
    lines = [line for note in shown for line in _wrapped(legible(note), plain, page.width - 2 * size)]
    out = io.BytesIO()
    _with_footer(marked, legend, lines, plain, size).save(out, "PNG")
    return out.getvalue()


def _with_marks(page: Image.Image, scale: float, marks: Sequence[Any], font: Any) -> Image.Image:
    wash = Image.new("RGBA", page.size, (0, 0, 0, 0))
    brush = ImageDraw.Draw(wash)
    for (x0, top, x1, bottom), label, colour in marks:
        place = (x0 * scale, top * scale, max(x0, x1) * scale, max(top, bottom) * scale)
        brush.rectangle(place, fill=f"{colour}22", outline=colour, width=max(1, round(scale)))
        text = label[:_LABEL_LENGTH]
        # Beside the box, not on what it shows; what is doubtful to the right, so that both can be read.
        beside = place[2] + 2 if colour == FINDING else place[0] - brush.textlength(text, font=font) - 2
        corner = (min(max(beside, 0), page.width - brush.textlength(text, font=font)), place[1])
        brush.rectangle(brush.textbbox(corner, text, font=font), fill="#ffffffb0")
        brush.text(corner, text, font=font, fill=colour)
    return Image.alpha_composite(page.convert("RGBA"), wash).convert("RGB")


def _with_footer(
    page: Image.Image, legend: Sequence[tuple[str, str]], lines: Sequence[str], font: Any, size: int
) -> Image.Image:
    leading = round(size * 1.5)
    sheet = Image.new("RGB", (page.width, page.height + leading * (len(lines) + 1) + size), "white")
    sheet.paste(page, (0, 0))
    brush = ImageDraw.Draw(sheet)
    left, top = size, page.height + size // 2
    for colour, meaning in legend:
        brush.rectangle((left, top, left + size, top + size), fill=colour)
        brush.text((left + leading, top), meaning, font=font, fill="black")
        left += round(leading * 2 + brush.textlength(meaning, font=font))
    for row, text in enumerate(lines, 1):
        brush.text((size, top + row * leading), text, font=font, fill=FINDING)
    return sheet


def _font(path: str | None, size: float) -> Any:
    return ImageFont.truetype(path, round(size)) if path else ImageFont.load_default(round(size))


def _in_ascii(text: str) -> str:
    """What the built-in font can show of `text`: it has no Chinese."""
    return text.encode("ascii", "replace").decode("ascii")


def _wrapped(text: str, font: Any, width: float) -> list[str]:
    lines, room = [""], width
    for character in text:
        room -= font.getlength(character)
        if room < 0:
            lines.append("")
            room = width - font.getlength(character)
        lines[-1] += character
    return lines
