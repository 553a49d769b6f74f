"""What others ask for the same: each institution once, annual values alone, and no doubtful reading in the middle of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipelines.model.records import Finding, Project
from pipelines.warehouse import reading
from tests.warehouse import factory
from tests.warehouse.factory import Document, indicator, project

AWRY = Finding("warning", "text_breaks_off", "乙校运维", "its goal breaks off", 1)

BARS = """from v_peer_indicator select distinct institution_count, left_out_count, lowest, lower_quartile, median, upper_quartile,
    highest"""


def _asking(name: str, *values: str, findings: Sequence[Finding] = (), cycle: str | None = None) -> Document:
    projects: list[Project] = [
        project(f"{name}运维{number or ''}", indicators=[indicator("师生满意度", value, cycle=cycle)])
        for number, value in enumerate(values)
    ]
    return Document(name, 2025, projects, findings=list(findings))


def test_an_institution_with_many_projects_counts_once(tmp_path: Path) -> None:
    documents = [_asking("甲校", "80%", "80%", "80%", "80%"), _asking("乙校", "90%"), _asking("丙校", "100%")]
    path = factory.build(documents, tmp_path)
    assert reading.query(BARS, path).rows() == [(3, 0, 80.0, 85.0, 90.0, 95.0, 100.0)]
    assert reading.query("from v_peer_indicator", path).height == 6


def test_a_cycle_s_value_is_never_set_against_an_annual_one(tmp_path: Path) -> None:
    path = factory.build([_asking("甲校", "50%", cycle="100%"), _asking("乙校", "60%")], tmp_path)
    sql = "from v_peer_indicator select institution_name, value, median order by all"
    assert reading.query(sql, path).rows() == [("乙校", "60%", 55.0), ("甲校", "50%", 55.0)]


def test_a_doubtful_reading_spoils_no_median_and_is_counted(tmp_path: Path) -> None:
    documents = [_asking("甲校", "80%"), _asking("乙校", "900%", findings=[AWRY]), _asking("丙校", "90%")]
    path = factory.build(documents, tmp_path)
    assert reading.query(BARS, path).rows() == [(2, 1, 80.0, 82.5, 85.0, 87.5, 90.0)]
    sql = "from v_peer_indicator select trust where number = 900"
    assert reading.query(sql, path).rows() == [("doubtful",)]
