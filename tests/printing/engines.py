"""The same truths through real print engines: Chromium, LibreOffice Writer and Calc, WeasyPrint, Typst.

Here belongs the running of each engine. What it is given stands in `engine_sources.py` and `engine_workbook.py`. The
engines are test-only tools that a machine may lack: `available(engine)` tells why, tests skip with that reason, and
prints committed under `engine_prints/` stand in for them (made by tools/print_engines.py).
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from .engine_sources import to_flat_odt, to_html, to_typst
from .engine_workbook import to_xlsx
from .fonts import FONT_DIR
from .truth import Truth

PRINTS = Path(__file__).parent / "engine_prints"
TIMEOUT_SECONDS = 120
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SOFFICE = ("soffice", "libreoffice")


def _program(names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := shutil.which(name))), None)


def available(engine: str) -> str | None:
    """None if `engine` (of ENGINES) can print here, else the reason why not."""
    if engine == "chromium":
        return None if _program(CHROMIUM) else "no Chromium on this machine"
    if engine in ("writer", "calc"):
        return None if _program(SOFFICE) else "no LibreOffice on this machine"
    if importlib.util.find_spec(engine) is None:
        return f"Python package {engine} is not installed"
    return None


def print_with(engine: str, truth: Truth, path: str | Path, *, layout: str | None = None, font: str = "hei") -> None:
    """Print `truth` to `path` with `engine`, in `layout` (default: the truth's own) and `font` (song, hei,
    kai).

    Raises RuntimeError when the engine is not available or prints nothing, subprocess.TimeoutExpired when
    it hangs.
    """
    if reason := available(engine):
        raise RuntimeError(reason)
    kind = layout or truth["layout"]
    ENGINES[engine](truth, kind, font, Path(path).resolve())
    if not Path(path).is_file():
        raise RuntimeError(f"{engine} printed nothing to {path}")


def print_with_chromium(truth: Truth, layout: str, font: str, path: Path, css: str = "") -> None:
    """Print through headless Chromium, with `css` after the document's own. Raises as `print_with`."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "print.html"
        source.write_text(to_html(truth, layout, font, embed_font=True, css=css), encoding="utf-8")
        program = _program(CHROMIUM)
        assert program is not None
        _run(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={scratch}/profile",
                f"--print-to-pdf={path}",
                source.as_uri(),
            ]
        )


def _weasyprint(truth: Truth, layout: str, font: str, path: Path) -> None:
    import weasyprint  # optional test-only tool

    weasyprint.HTML(string=to_html(truth, layout, font, embed_font=True), base_url=".").write_pdf(str(path))


def _writer(truth: Truth, layout: str, font: str, path: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "print.fodt"
        source.write_text(to_flat_odt(truth, layout, font), encoding="utf-8")
        _soffice(source, "writer_pdf_Export", path, Path(scratch))


def _calc(truth: Truth, layout: str, font: str, path: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "print.xlsx"
        to_xlsx(truth, layout, font, source)
        _soffice(source, "calc_pdf_Export", path, Path(scratch))


def _soffice(source: Path, export: str, path: Path, scratch: Path) -> None:
    program = _program(SOFFICE)
    assert program is not None
    _run(
        [
            program,
            f"-env:UserInstallation={(scratch / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            f"pdf:{export}",
            "--outdir",
            str(scratch / "out"),
            str(source),
        ]
    )
    shutil.copyfile(scratch / "out" / f"{source.stem}.pdf", path)


def _typst(truth: Truth, layout: str, font: str, path: Path) -> None:
    import typst  # optional test-only tool

    source = to_typst(truth, layout, font).encode("utf-8")
    typst.compile(source, output=str(path), font_paths=[str(FONT_DIR)], ignore_system_fonts=True)


def _run(command: list[str]) -> None:
    """Run a print engine; its own words go into the error when it fails."""
    done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)
    if done.returncode:
        words = done.stderr.decode(errors="replace")[-400:]
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {words}")


def committed_prints() -> list[tuple[str, str, Path, Truth]]:
    """(engine, layout, PDF, truth) of every print under engine_prints/, each with the truth that it was
    made from.
    """
    found = []
    for path in sorted(PRINTS.glob("*__*.pdf")):
        layout, engine = path.stem.split("__")
        found.append((engine, layout, path, json.loads((PRINTS / f"{layout}.json").read_text(encoding="utf-8"))))
    return found


ENGINES: dict[str, Callable[[Truth, str, str, Path], None]] = {
    "chromium": print_with_chromium,
    "writer": _writer,
    "calc": _calc,
    "weasyprint": _weasyprint,
    "typst": _typst,
}
