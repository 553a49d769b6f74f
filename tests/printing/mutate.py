"""Seeded random damages to good PDFs: each must end in the same facts, a quarantine, or an issue that names
it.

Here belong damages as a bad copy, a broken download or a forger's hand would do. Here do not belong files
made hostile from the ground up (`attacks.py`), nor the judging of what a reader makes of a damage.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator

import pikepdf

Damage = Callable[[bytes, random.Random], bytes]


class NotApplicableError(Exception):
    """This damage finds nothing to damage in this file."""


def flip_bytes(data: bytes, rng: random.Random) -> bytes:
    """One to twenty bytes anywhere get another value."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 20)):
        out[rng.randrange(len(out))] ^= rng.randint(1, 255)
    return bytes(out)


def cut_file(data: bytes, rng: random.Random) -> bytes:
    """The end of the file is missing."""
    return data[: rng.randrange(len(data) // 10, len(data) - 1)]


def cut_out(data: bytes, rng: random.Random) -> bytes:
    """Some bytes in the middle are missing."""
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randint(1, 2000) :]


def zero_out(data: bytes, rng: random.Random) -> bytes:
    """A block is all zeros, as a disk or a download leaves it."""
    start, size = rng.randrange(len(data)), rng.randint(16, 4096)
    return data[:start] + bytes(min(size, len(data) - start)) + data[start + size :]


def _edited(data: bytes, edit: Callable[[pikepdf.Pdf], None]) -> bytes:
    """`data` after `edit`, saved again as a valid PDF. Opens what has an empty user password only."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        edit(pdf)
        pdf.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def cut_stream(data: bytes, rng: random.Random) -> bytes:
    """A page's content ends early."""

    def edit(pdf: pikepdf.Pdf) -> None:
        page = rng.choice(list(pdf.pages))
        content = _content(page)
        _set_content(pdf, page, content[: rng.randrange(len(content))])

    return _edited(data, edit)


def drop_object(data: bytes, rng: random.Random) -> bytes:
    """An object is gone: what refers to it finds null."""

    def edit(pdf: pikepdf.Pdf) -> None:
        kept = {pdf.Root.objgen, pdf.Root.Pages.objgen}
        numbers = [
            o.objgen for o in pdf.objects if isinstance(o, pikepdf.Object) and o.is_indirect and o.objgen not in kept
        ]
        pdf._replace_object(rng.choice(numbers), pikepdf.Dictionary(Type=pikepdf.Name.Gone))

    return _edited(data, edit)


def remove_page(data: bytes, rng: random.Random) -> bytes:
    """A page is missing."""

    def edit(pdf: pikepdf.Pdf) -> None:
        if len(pdf.pages) < 2:
            raise NotApplicableError("only one page")
        del pdf.pages[rng.randrange(len(pdf.pages))]

    return _edited(data, edit)


def double_page(data: bytes, rng: random.Random) -> bytes:
    """A page is there twice, the second time right behind the first or at the end."""

    def edit(pdf: pikepdf.Pdf) -> None:
        number = rng.randrange(len(pdf.pages))
        pdf.pages.insert(rng.choice((number + 1, len(pdf.pages))), pdf.pages[number])

    return _edited(data, edit)


def swap_pages(data: bytes, rng: random.Random) -> bytes:
    """Two neighbouring pages change places."""

    def edit(pdf: pikepdf.Pdf) -> None:
        if len(pdf.pages) < 2:
            raise NotApplicableError("only one page")
        number = rng.randrange(len(pdf.pages) - 1)
        later = pdf.pages[number + 1]
        del pdf.pages[number + 1]
        pdf.pages.insert(number, later)

    return _edited(data, edit)


def _content(page: pikepdf.Page) -> bytes:
    page.contents_coalesce()
    return page.Contents.read_bytes()


def _set_content(pdf: pikepdf.Pdf, page: pikepdf.Page, content: bytes) -> None:
    page.Contents = pdf.make_stream(content)


def _edit_operators(
    data: bytes,
    rng: random.Random,
    change: Callable[[list[pikepdf.ContentStreamInstruction], random.Random], None],
) -> bytes:
    """Rewrite one page's list of content operators."""

    def edit(pdf: pikepdf.Pdf) -> None:
        page = rng.choice(list(pdf.pages))
        operators = [
            pikepdf.ContentStreamInstruction(list(o.operands), o.operator)
            if not isinstance(o, pikepdf.ContentStreamInlineImage)
            else o
            for o in pikepdf.parse_content_stream(page)
        ]
        change(operators, rng)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))

    return _edited(data, edit)


SHOWING = ("Tj", "TJ", "'", '"')
PAINTING = ("S", "s", "f", "F", "f*", "B", "b")
DIGITS = frozenset("0123456789")
PLACING = ("Td", "TD", "Tm")


def _indexes(operators: list[pikepdf.ContentStreamInstruction], names: tuple[str, ...]) -> list[int]:
    found = [index for index, o in enumerate(operators) if str(o.operator) in names]
    if not found:
        raise NotApplicableError(f"no {'/'.join(names)} on this page")
    return found


def shift_text(data: bytes, rng: random.Random) -> bytes:
    """One to five text objects stand somewhere else: up to a column aside, up to a row up or down."""

    def change(operators: list[pikepdf.ContentStreamInstruction], rng: random.Random) -> None:
        for index in rng.choices(_indexes(operators, PLACING), k=rng.randint(1, 5)):
            operands = [float(v) for v in operators[index].operands]
            operands[-2] += rng.uniform(-150, 150)
            operands[-1] += rng.uniform(-60, 60)
            name = operators[index].operator
            operators[index] = pikepdf.ContentStreamInstruction([round(v, 3) for v in operands], name)

    return _edit_operators(data, rng, change)


def drop_text(data: bytes, rng: random.Random) -> bytes:
    """A piece of text is not shown."""

    def change(operators: list[pikepdf.ContentStreamInstruction], rng: random.Random) -> None:
        del operators[rng.choice(_indexes(operators, SHOWING))]

    return _edit_operators(data, rng, change)


def double_text(data: bytes, rng: random.Random) -> bytes:
    """A piece of text is shown twice in a row: it runs into what stands beside it."""

    def change(operators: list[pikepdf.ContentStreamInstruction], rng: random.Random) -> None:
        index = rng.choice(_indexes(operators, SHOWING))
        operators.insert(index, operators[index])

    return _edit_operators(data, rng, change)


def drop_rule(data: bytes, rng: random.Random) -> bytes:
    """One to ten rulings are not drawn."""

    def change(operators: list[pikepdf.ContentStreamInstruction], rng: random.Random) -> None:
        for _ in range(rng.randint(1, 10)):
            index = rng.choice(_indexes(operators, PAINTING))
            operators[index] = pikepdf.ContentStreamInstruction([], pikepdf.Operator("n"))

    return _edit_operators(data, rng, change)


def add_rule(data: bytes, rng: random.Random) -> bytes:
    """A ruling too many, right across the page."""

    def change(operators: list[pikepdf.ContentStreamInstruction], rng: random.Random) -> None:
        x, y = rng.uniform(40, 500), rng.uniform(60, 500)
        end = (x, y + rng.uniform(20, 300)) if rng.random() < 0.5 else (x + rng.uniform(50, 500), y)
        for operands, name in (((0, 0, 0), "RG"), ((1,), "w"), ((x, y), "m"), (end, "l"), ((), "S")):
            instruction = pikepdf.ContentStreamInstruction([round(v, 2) for v in operands], pikepdf.Operator(name))
            operators.append(instruction)

    return _edit_operators(data, rng, change)


def change_number(data: bytes, rng: random.Random) -> bytes:
    """A digit anywhere becomes another digit that the same font shows; often nothing on the page
    contradicts it.

    Works on glyph codes through the font's own ToUnicode, so that it holds for 8-bit and Identity-H fonts
    alike.
    """
    return _change_digit(data, rng, re.compile(r".*", re.DOTALL))


def change_amount(data: bytes, rng: random.Random) -> bytes:
    """A digit of a sum of money (a text like 1,234.56) becomes another: sums that are printed no longer add
    up.
    """
    return _change_digit(data, rng, re.compile(r"\s*[\d,]+\.\d\d\s*"))


def _change_digit(data: bytes, rng: random.Random, within: re.Pattern[str]) -> bytes:
    def edit(pdf: pikepdf.Pdf) -> None:
        pages = [(page, list(pikepdf.parse_content_stream(page))) for page in pdf.pages]
        pages = [(page, operators) for page, operators in pages if any(_digit_spots(page, operators, within))]
        if not pages:
            raise NotApplicableError("no such digits in this document")
        page, operators = rng.choice(pages)
        index, part, offset, width, others = rng.choice(list(_digit_spots(page, operators, within)))
        operands = list(operators[index].operands)
        shown = operands[-1]
        text = bytes(shown if part is None else shown[part])
        new = text[:offset] + rng.choice(others).to_bytes(width, "big") + text[offset + width :]
        if part is None:
            operands[-1] = pikepdf.String(new)
        else:
            parts = list(shown)
            parts[part] = pikepdf.String(new)
            operands[-1] = pikepdf.Array(parts)
        operators[index] = pikepdf.ContentStreamInstruction(operands, operators[index].operator)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))

    return _edited(data, edit)


def _codes(font: pikepdf.Object) -> tuple[int, dict[int, str]]:
    """(bytes per code, code -> character) of a font, from its ToUnicode map."""
    width = 2 if str(font.get("/Subtype")) == "/Type0" else 1
    if "/ToUnicode" not in font:
        return width, {}
    cmap = font["/ToUnicode"].read_bytes().decode("latin-1")
    codes: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]{1,4})>", block):
            codes[int(code, 16)] = chr(int(target, 16))
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        pattern = r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]{1,4})>|\[(.*?)\])"
        for first, last, start, listed in re.findall(pattern, block, re.DOTALL):
            targets = [int(target, 16) for target in re.findall(r"<([0-9A-Fa-f]{1,4})>", listed)]
            for step in range(int(last, 16) - int(first, 16) + 1):
                if start:
                    codes[int(first, 16) + step] = chr(int(start, 16) + step)
                elif step < len(targets):
                    codes[int(first, 16) + step] = chr(targets[step])
    return width, codes


def _digit_spots(
    page: pikepdf.Page, operators: list[pikepdf.ContentStreamInstruction], within: re.Pattern[str]
) -> Iterator[tuple[int, int | None, int, int, list[int]]]:
    """Where digits are shown by an operator whose whole text is `within`.

    Yields (operator, part of a TJ array or None, byte offset, bytes per code, codes of other digits).
    """
    fonts = {name: _codes(font) for name, font in page.Resources.get("/Font", {}).items()}
    width, codes = 1, {}
    for index, operator in enumerate(operators):
        name = str(operator.operator)
        if name == "Tf":
            width, codes = fonts.get(str(operator.operands[0]), (1, {}))
        elif name in SHOWING and codes:
            shown = operator.operands[-1]
            pieces = [(None, shown)] if isinstance(shown, pikepdf.String) else list(enumerate(shown))
            texts = [(part, bytes(piece)) for part, piece in pieces if isinstance(piece, pikepdf.String)]
            whole = "".join(codes.get(code, "\ufffd") for _, text in texts for _, code in _split(text, width))
            if not within.fullmatch(whole):
                continue
            digits = {code: text for code, text in codes.items() if text in DIGITS}
            for part, text in texts:
                for offset, code in _split(text, width):
                    others = [other for other, digit in digits.items() if digit != digits.get(code)]
                    if code in digits and others:
                        yield index, part, offset, width, others


def _split(text: bytes, width: int) -> Iterator[tuple[int, int]]:
    """(byte offset, code) of every glyph code in a shown string."""
    for offset in range(0, len(text) - width + 1, width):
        yield offset, int.from_bytes(text[offset : offset + width], "big")


DAMAGES: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        flip_bytes,
        cut_file,
        cut_out,
        zero_out,
        cut_stream,
        drop_object,
        remove_page,
        double_page,
        swap_pages,
        shift_text,
        drop_text,
        double_text,
        drop_rule,
        add_rule,
        change_number,
        change_amount,
    )
}


def mutations(data: bytes, rng: random.Random, kinds: tuple[str, ...] = tuple(DAMAGES)) -> Iterator[tuple[str, bytes]]:
    """Endless damages to the PDF `data`: (kind, damaged bytes), the same for the same seed.

    Kinds are taken in turn; one that finds nothing to damage (a page less in a one-page file) is passed
    over. A damage that leaves the bytes as they were is not given. Raises NotApplicableError when no kind
    applies.
    """
    fruitless = 0
    while True:
        for kind in kinds:
            try:
                damaged = DAMAGES[kind](data, rng)
            except NotApplicableError:
                fruitless += 1
                if fruitless > 8 * len(kinds):
                    raise
                continue
            if damaged != data:
                fruitless = 0
                yield kind, damaged
