"""institutions.csv from the file to the rows, through whole batches and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.ingest import arrivals
from pipelines.model.errors import BatchError
from tests.batch.place import Place

A, B, C = "甲学院_2024.pdf", "乙学院_2024.pdf", "丙大学_2025.pdf"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for name in (A, B, C):
        made.put(name, "实训室建设")
    return made


def write(place: Place, text: str, before: bool = False) -> Path:
    path = place.settings.inbox / "institutions.csv" if before else place.settings.institutions
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def jixiao(*arguments: object) -> tuple[int, str]:
    said = CliRunner().invoke(app, [str(each) for each in arguments])
    return said.exit_code, (said.stdout + said.stderr).replace("\n", "")


def test_names_successors_and_figures_become_rows(place: Place) -> None:
    write(
        place,
        "name,alias_of,valid_to,successor,succession_year,succession_kind,region,fiscal_year,students,staff,population\n"
        "甲校,甲学院,2020,,,,,,,,\n"
        "甲学院,,,丙大学,2025,merged,某省,2024,12000,800,90000\n"
        "乙学院,,,丙大学,2025,merged,,,,,\n"
        "丁学院,,,戊学院,2020,renamed,,,,,\n",
    )
    place.batch()
    assert place.ask(
        "select institution_name, region, students, staff, population from dim_institution_year"
        " join dim_institution using (institution_key)"
    ) == [("甲学院", "某省", 12000, 800, 90000)]
    assert place.ask(
        "select institution_name, name, valid_from, valid_to, method from bridge_institution_name"
        " join dim_institution using (institution_key) where source = 'institutions.csv'"
    ) == [("甲学院", "甲校", None, 2020, "alias")]
    assert place.ask(
        "select p.institution_name as one, s.institution_name as other, b.fiscal_year, b.kind from bridge_institution_succession as b"
        " join dim_institution as p on p.institution_key = b.predecessor_key"
        " join dim_institution as s on s.institution_key = b.successor_key order by all"
    ) == [
        ("丁学院", "戊学院", 2020, "renamed"),
        ("乙学院", "丙大学", 2025, "merged"),
        ("甲学院", "丙大学", 2025, "merged"),
    ]
    assert place.ask("select count(*) from dim_document where status = 'loaded'") == [(3,)]


def test_an_alias_joins_two_institutions_at_the_next_batch_without_a_loss(place: Place) -> None:
    place.batch()
    write(place, "name,alias_of\n甲学院,丙大学\n")
    place.batch()
    assert place.ask(
        "select fiscal_year, prior_fiscal_year from v_institution_yoy where institution_name = '丙大学' order by all"
    ) == [(2024, None), (2025, 2024)]


def test_a_slip_stops_the_batch_with_one_line_that_names_file_and_line(place: Place) -> None:
    path = write(place, "name,students\n甲学院,多\n")
    with pytest.raises(BatchError) as raised:
        place.batch()
    assert str(raised.value).startswith(f"{path}: line 2: students '多' is no whole number")
    assert not place.settings.warehouse.exists()


def test_a_file_in_the_inbox_is_read_as_long_as_there_is_none_beside_the_warehouse(place: Place) -> None:
    old = "institution_name,region,level,kind,fiscal_year,students,staff\n甲学院,某省,市,高职,2024,1,2\n"
    write(place, old, before=True)
    place.batch()
    assert place.ask("select students, staff from dim_institution_year") == [(1, 2)]
    write(place, "name\n甲学院\n")
    place.batch()
    assert place.ask("select count(*) from dim_institution_year") == [(0,)]
    [(message,)] = place.ask("select message from dq_issue where rule = 'institutions_twice'")
    assert "move its rows there" in message


def test_a_new_file_beside_the_warehouse_makes_a_batch_due(place: Place) -> None:
    place.batch()
    assert arrivals.waiting(place.settings, now=0) == []
    path = write(place, "name\n甲学院\n")
    assert [each.relative_path for each in arrivals.waiting(place.settings, now=0)] == [str(path)]


def test_the_template_is_written_once_filled_in_checked_and_taken_in(place: Place) -> None:
    place.batch()
    warehouse = ["--warehouse", place.settings.warehouse]
    assert jixiao("institutions", "template", *warehouse)[0] == 0
    code, said = jixiao("institutions", "template", *warehouse)
    assert (code, "is there already" in said) == (1, True)
    text = place.settings.institutions.read_text(encoding="utf-8-sig")
    assert all(name in text for name in ("甲学院", "乙学院", "丙大学"))
    place.settings.institutions.write_text(text + "无此校,甲学院" + "," * 12 + "\n", encoding="utf-8")
    code, said = jixiao("institutions", "check", *warehouse)
    assert (code, "well" in said, "not in any document of the warehouse: 无此校" in said) == (0, True, True)
    place.batch()
    place.settings.institutions.write_text("name,students\n,1\n甲,2\n", encoding="utf-8")
    code, said = jixiao("institutions", "check", *warehouse)
    assert (code, said.count("error: ")) == (1, 3)
