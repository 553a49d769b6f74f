"""What is done to a painted PDF: page boxes, rotation, skew, scans, encryption, false ToUnicode maps,
annotations.

Here belongs everything that changes the file but not what the sheet says. Here does not belong the sheet
(`sheet.py`).
"""

from __future__ import annotations

import io
import math
import re

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .fonts import FontSet
from .sheet import Page
from .style import OWNER_PASSWORD, USER_PASSWORD, Style

# ordinary characters and the radicals (U+2E80-2FDF) that fonts with one glyph for both put in their place
KANGXI = dict(
    zip(
        "一人八力十口土士大女子寸小山工干文方日月木比水火生用田目立行门非面高",
        "⼀⼈⼋⼒⼗⼝⼟⼠⼤⼥⼦⼨⼩⼭⼯⼲⽂⽅⽇⽉⽊⽐⽔⽕⽣⽤⽥⽬⽴⾏⻔⾮⾯⾼",
        strict=True,
    )
)
LIE = {"0": "1", "1": "7", "5": "6", "万": "千", "是": "否"}
SCAN_DPI = 150


def finished(data: bytes, pages: list[Page], size: tuple[float, float], fonts: FontSet, style: Style) -> bytes:
    """`data` (a painted, upright, plain PDF) with everything that the style asks for beyond the sheet."""
    if style.scan != "none":
        data = scanned(data, pages, size, fonts, with_ocr_layer=style.scan == "ocr")
    if not _needs_rewriting(style):
        return data
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change_to_unicode(pdf, style.to_unicode)
        for page in pdf.pages:
            transform_page(pdf, page, size, style)
        if style.inherited_box:
            _inherit_box(pdf)
        if style.annotation != "none":
            _annotate(pdf, style.annotation)
        encryption: pikepdf.Encryption | bool = False
        if style.encryption != "none":
            user = USER_PASSWORD if style.encryption == "user" else ""
            encryption = pikepdf.Encryption(owner=OWNER_PASSWORD, user=user, R=4)
        pdf.save(buffer, encryption=encryption, deterministic_id=style.encryption == "none")
    return buffer.getvalue()


def _needs_rewriting(style: Style) -> bool:
    plain = Style()
    names = (
        "to_unicode",
        "rotate",
        "origin",
        "crop",
        "inherited_box",
        "user_unit",
        "skew",
        "encryption",
        "annotation",
    )
    return any(getattr(style, name) != getattr(plain, name) for name in names)


def scanned(
    data: bytes, pages: list[Page], size: tuple[float, float], fonts: FontSet, *, with_ocr_layer: bool
) -> bytes:
    """The pages as pictures only; with an OCR layer also as invisible text (render mode 3) at the same
    places.
    """
    from .reportlab_printer import Painter  # the painter imports this module

    document = pypdfium2.PdfDocument(data)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for index, page in enumerate(pages):
        picture = document[index].render(scale=SCAN_DPI / 72, grayscale=True).to_pil()
        canvas.drawImage(ImageReader(picture), 0, 0, size[0], size[1])
        if with_ocr_layer:
            painter = Painter(canvas, size[1], fonts, Style())
            for op in page.texts:
                op.render_mode = 3
                painter.text(op)
        canvas.showPage()
    canvas.save()
    document.close()
    return buffer.getvalue()


def watermark_image() -> Image.Image:
    """A transparent picture with light grey diagonal bars."""
    picture = Image.new("RGBA", (420, 300), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    for offset in range(-300, 420, 150):
        pen.line((offset, 300, offset + 300, 0), fill=(210, 210, 210, 255), width=8)
    return picture


def change_to_unicode(pdf: pikepdf.Pdf, how: str) -> None:
    """Take the fonts' ToUnicode maps away, make them lie, or make them say Kangxi radicals for ordinary
    characters.
    """
    if how == "true":
        return
    table = KANGXI if how == "kangxi" else LIE
    codes = {f"{ord(a):04X}": f"{ord(b):04X}" for a, b in table.items()}
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary) or "/ToUnicode" not in thing:
            continue
        if how == "missing":
            del thing["/ToUnicode"]
            continue
        text = thing["/ToUnicode"].read_bytes().decode("ascii")
        if "beginbfchar" in text:  # <code> <unicode> pairs: only the second is unicode
            text = re.sub(r"(<[0-9A-Fa-f]+> <)([0-9A-F]{4})>", lambda m: f"{m[1]}{codes.get(m[2], m[2])}>", text)
        else:  # <first> <last> [<unicode> …]
            text = re.sub(
                r"\[.*?\]",
                lambda m: re.sub(r"[0-9A-Fa-f]{4}", lambda n: codes.get(n[0].upper(), n[0]), m[0]),
                text,
                flags=re.DOTALL,
            )
        thing["/ToUnicode"] = pdf.make_stream(text.encode("ascii"))


def transform_page(pdf: pikepdf.Pdf, page: pikepdf.Page, size: tuple[float, float], style: Style) -> None:
    """Rotate, move, scale and skew the page so that a viewer shows it upright (but for the skew) and
    unmoved.
    """
    width, height = size
    # /Rotate r turns the page clockwise by r when shown; the content is drawn turned back
    turned = {
        0: ((1, 0, 0, 1, 0, 0), (width, height)),
        90: ((0, 1, -1, 0, height, 0), (height, width)),
        180: ((-1, 0, 0, -1, width, height), (width, height)),
        270: ((0, -1, 1, 0, 0, width), (height, width)),
    }
    matrix, (box_width, box_height) = turned[style.rotate]
    ox, oy = style.origin
    scale = 1 / style.user_unit
    prefix = f"q 1 0 0 1 {ox:g} {oy:g} cm {scale:g} 0 0 {scale:g} 0 0 cm {' '.join(f'{v:g}' for v in matrix)} cm\n"
    if style.skew:
        cosine, sine = math.cos(math.radians(style.skew)), math.sin(math.radians(style.skew))
        prefix += f"1 0 0 1 {width / 2:g} {height / 2:g} cm "
        prefix += f"{cosine:.6f} {sine:.6f} {-sine:.6f} {cosine:.6f} 0 0 cm "
        prefix += f"1 0 0 1 {-width / 2:g} {-height / 2:g} cm\n"
    page.contents_add(prefix.encode("ascii"), prepend=True)
    page.contents_add(b"\nQ", prepend=False)
    shown = [ox, oy, ox + box_width * scale, oy + box_height * scale]
    page.MediaBox = pikepdf.Array(shown)
    if style.crop:
        page.MediaBox = pikepdf.Array([shown[0] - 60, shown[1] - 40, shown[2] + 50, shown[3] + 30])
        page.CropBox = pikepdf.Array(shown)
    if style.rotate:
        page.Rotate = style.rotate
    if style.user_unit != 1:
        page.UserUnit = style.user_unit


def _inherit_box(pdf: pikepdf.Pdf) -> None:
    """Move the MediaBox of the pages into the page tree's root."""
    box = pdf.pages[0].MediaBox
    for page in pdf.pages:
        del page.MediaBox
    pdf.Root.Pages.MediaBox = box


def _annotate(pdf: pikepdf.Pdf, kind: str) -> None:
    """Put visible text on the first page that is not in its content: a free-text note or a filled form
    field.
    """
    page = pdf.pages[0]
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    look = pdf.make_stream(b"/Tx BMC q BT /Helv 9 Tf 0 g 2 4 Td (99,999.99) Tj ET Q EMC")
    look.Type, look.Subtype, look.BBox = (
        pikepdf.Name.XObject,
        pikepdf.Name.Form,
        pikepdf.Array([0, 0, 60, 14]),
    )
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Rect=pikepdf.Array([300, 300, 360, 314]),
        F=4,
        AP=pikepdf.Dictionary(N=look),
        DA=pikepdf.String("/Helv 9 Tf 0 g"),
    )
    if kind == "free_text":
        note.Subtype, note.Contents = pikepdf.Name.FreeText, pikepdf.String("99,999.99")
    else:
        note.Subtype, note.FT = pikepdf.Name.Widget, pikepdf.Name.Tx
        note.T, note.V = pikepdf.String("amount"), pikepdf.String("99,999.99")
    reference = pdf.make_indirect(note)
    page.Annots = pikepdf.Array([reference])
    if kind == "form_field":
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([reference]),
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
            DA=pikepdf.String("/Helv 9 Tf 0 g"),
        )
