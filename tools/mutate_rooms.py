"""Tries whether the tests of the pure rooms notice when their code is changed.

`python -m tools.mutate_rooms values linking --minutes 10 --seed 7` makes random small changes (mutants) to the modules of these
rooms, one at a time and in a copy of the project, runs the room's own tests on each, and reports the share that failed, which
is as it should be. A mutant that survives is printed with its line: either a test is missing, or the change makes no
difference (then it needs no test).

Here belong making mutants and counting. Here does not belong any test: a survivor's test goes to its room.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("model", "values", "linking", "tables", "layouts")
"""The rooms whose tests need no process, no file of a person and no machine: they are quick and say the same each time."""

_COPIED = ("pipelines", "tests")
_LINKED = ("sql", "samples", "tools", "docs", "pyproject.toml")
_LONGER_THAN_UNCHANGED = 4
"""A mutant whose tests take so many times as long as without it is in an endless loop: noticed."""

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
}  # fmt: skip
# Nothing that runs depends on these.
_NOT_VISITED = frozenset({"annotation", "returns", "decorator_list"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one change: where it is, the line before and after, and the whole changed text."""

    path: Path
    line: int
    before: str
    after: str
    source: str


def mutants(path: Path, source: str) -> list[Mutant]:
    """Every mutant of the module `source`, in the order of its lines."""
    tree = ast.parse(source)
    found = []
    for number, node in enumerate(_nodes(tree)):
        for changed in _changes(node):
            other = copy.deepcopy(tree)
            _replace(other, number, changed)
            before, after = (ast.unparse(each).split("\n")[0] for each in (node, changed))
            found.append(Mutant(path, node.lineno, before, after, ast.unparse(ast.fix_missing_locations(other))))
    return found


def _nodes(tree: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    """The statements and expressions that run, parents first."""
    for field, value in ast.iter_fields(tree):
        for child in value if isinstance(value, list) else [value]:
            if field in _NOT_VISITED or not isinstance(child, ast.AST):
                continue
            if isinstance(child, ast.stmt | ast.expr):
                yield child
            yield from _nodes(child)


def _changes(node: ast.stmt | ast.expr) -> Iterator[ast.stmt | ast.expr]:
    """What may stand in the place of `node`; nothing for most nodes."""
    match node:
        case ast.Compare(left, [operator], comparators):
            yield ast.copy_location(ast.Compare(left, [_COMPARISONS[type(operator)]()], comparators), node)
        case ast.BoolOp(operator, values):
            yield ast.copy_location(ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values), node)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            yield ast.copy_location(ast.BinOp(left, _OPERATORS[type(operator)](), right), node)
        case ast.Constant(bool(value)):
            yield ast.copy_location(ast.Constant(not value), node)
        case ast.Constant(int(value) | float(value)):
            yield ast.copy_location(ast.Constant(value + 1), node)
        case ast.If(test, body, orelse):
            yield ast.copy_location(ast.If(ast.UnaryOp(ast.Not(), test), body, orelse), node)
        case ast.IfExp(test, body, orelse):
            yield ast.copy_location(ast.IfExp(test, orelse, body), node)
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.copy_location(ast.Return(ast.Constant(None)), node)
        case ast.Expr(ast.Call()) | ast.AugAssign() | ast.Continue() | ast.Break():
            yield ast.copy_location(ast.Pass(), node)


def _replace(tree: ast.AST, number: int, new: ast.stmt | ast.expr) -> None:
    """Put `new` in the place of the node that `_nodes` gives as the `number`th."""
    old = next(node for at, node in enumerate(_nodes(tree)) if at == number)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return
            if isinstance(value, list) and any(each is old for each in value):
                value[next(at for at, each in enumerate(value) if each is old)] = new
                return


def _copy_of(root: Path, folder: Path) -> None:
    """What the tests of a room need of the project; mutants are written here and never where people work."""
    for name in _COPIED:
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in _LINKED:
        if (root / name).exists():
            (folder / name).symlink_to(root / name)


def _tests_pass(folder: Path, room: str, patience: float | None) -> bool:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not long", f"tests/{room}"]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=patience, check=False
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def survivors(
    root: Path, chosen: list[tuple[str, Mutant]], deadline: float, workers: int
) -> tuple[int, list[tuple[str, Mutant]]]:
    """Try the `chosen` mutants of rooms until `deadline` (time.monotonic): how many were tried, and those not noticed.

    Raises RuntimeError where a room's tests fail before anything is changed.
    """
    waiting: queue.SimpleQueue[tuple[str, Mutant]] = queue.SimpleQueue()
    for each in chosen:
        waiting.put(each)
    with tempfile.TemporaryDirectory(prefix="mutants-") as held:
        folders = [Path(held) / str(number) for number in range(workers)]
        for folder in folders:
            folder.mkdir()
            _copy_of(root, folder)
        patience = {}
        for room in dict.fromkeys(room for room, _ in chosen):
            started = time.monotonic()
            if not _tests_pass(folders[0], room, None):
                raise RuntimeError(f"tests/{room} fails before anything is changed; mend that first")
            patience[room] = _LONGER_THAN_UNCHANGED * (time.monotonic() - started) + 5
        tried: list[tuple[str, Mutant, bool]] = []

        def work(folder: Path) -> None:
            while time.monotonic() < deadline:
                try:
                    room, mutant = waiting.get_nowait()
                except queue.Empty:
                    return
                place = folder / mutant.path
                unchanged = place.read_text(encoding="utf-8")
                place.write_text(mutant.source, encoding="utf-8")
                survived = _tests_pass(folder, room, patience[room])
                place.write_text(unchanged, encoding="utf-8")
                tried.append((room, mutant, survived))

        threads = [threading.Thread(target=work, args=(folder,)) for folder in folders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return len(tried), [(room, mutant) for room, mutant, survived in tried if survived]


def main(arguments: list[str] | None = None) -> int:
    """Command line; prints the survivors and the share that was noticed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument(
        "rooms", nargs="*", default=list(ROOMS), help=f"rooms of pipelines/ (default: {' '.join(ROOMS)})"
    )
    parser.add_argument("--count", type=int, default=100, help="how many mutants at most (default: 100)")
    parser.add_argument("--minutes", type=float, default=10, help="when to stop (default: 10)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same mutants")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    pool = [
        (room, mutant)
        for room in options.rooms
        for path in sorted((options.root / "pipelines" / room).glob("*.py"))
        for mutant in mutants(path.relative_to(options.root), path.read_text(encoding="utf-8"))
    ]
    chosen = random.Random(options.seed).sample(pool, min(options.count, len(pool)))
    tried, left = survivors(options.root, chosen, time.monotonic() + 60 * options.minutes, options.workers)
    for _, mutant in sorted(left, key=lambda each: (str(each[1].path), each[1].line)):
        print(f"{mutant.path}:{mutant.line}: survived\n    - {mutant.before}\n    + {mutant.after}")
    killed = tried - len(left)
    print(
        f"{killed} of {tried} mutants noticed ({killed / max(tried, 1):.0%}), of {len(pool)} in {' '.join(options.rooms)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
