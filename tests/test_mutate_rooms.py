"""The tool that tries mutants: it finds what can be changed, and tells a test that notices from one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import mutate_rooms

MODULE = '''"""A docstring is no code."""

def larger(one: int = 3, two: bool = False) -> int | None:
    """Neither is this one."""
    if one > 2 and not two:
        return one + 1
    return None
'''


def test_every_operator_constant_and_branch_is_changed_once() -> None:
    found = mutate_rooms.mutants(Path("a.py"), MODULE)
    assert [(each.line, each.before, each.after) for each in found] == [
        (3, "3", "4"),
        (3, "False", "True"),
        (5, "if one > 2 and (not two):", "if not (one > 2 and (not two)):"),
        (5, "one > 2 and (not two)", "one > 2 or not two"),
        (5, "one > 2", "one >= 2"),
        (5, "2", "3"),
        (5, "not two", "two"),
        (6, "return one + 1", "return None"),
        (6, "one + 1", "one - 1"),
        (6, "1", "2"),
    ]
    assert len({each.source for each in found}) == len(found)
    for each in found:
        compile(each.source, "a.py", "exec")


def test_a_mutant_survives_where_no_test_looks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room, tests = tmp_path / "pipelines" / "toy", tmp_path / "tests" / "toy"
    for folder in (room, tests):
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder.parent / "__init__.py").touch()
    (room / "sums.py").write_text("def add(a, b):\n    return a + b\n\ndef minus(a, b):\n    return a - b\n")
    (tests / "test_sums.py").write_text(
        "from pipelines.toy.sums import add\n\ndef test_add():\n    assert add(2, 3) == 5\n"
    )
    mutate_rooms.main(["toy", "--root", str(tmp_path), "--workers", "1"])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.endswith("survived")] == ["pipelines/toy/sums.py:5: survived"] * 2
    assert lines[-1] == "2 of 4 mutants noticed (50%), of 4 in toy"
    assert "a + b" in (room / "sums.py").read_text(), "the project itself is not changed"


def test_tests_that_fail_unchanged_prove_nothing(tmp_path: Path) -> None:
    (tmp_path / "pipelines" / "toy").mkdir(parents=True)
    (tmp_path / "pipelines" / "toy" / "one.py").write_text("one = 1\n")
    (tmp_path / "tests" / "toy").mkdir(parents=True)
    (tmp_path / "tests" / "toy" / "test_one.py").write_text("def test_one():\n    assert False\n")
    with pytest.raises(RuntimeError, match="tests/toy fails before anything is changed"):
        mutate_rooms.main(["toy", "--root", str(tmp_path), "--workers", "1"])
