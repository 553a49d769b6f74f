"""The names and types that the warehouse promises: whoever changes one of them breaks what others built on it.

Here belong the public columns alone, written out once more on purpose. Here does not belong what they hold.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.warehouse import reading

MONEY = "decimal(18,2)"

TABLES = {
    "dim_institution": "institution_key institution_name",
    "dim_document": "document_key file_name sha256 institution_key fiscal_year:integer layout page_count:integer unit status reason"
    " ingested_at:timestamp document_kind document_kinds",
    "dim_project": "project_key institution_key project_name project_family_id",
    "dim_category": "category_key category_type level1_code level1_name level2_code level2_name",
    "dim_year": "fiscal_year:integer prior_year:integer plan_period cpi:double",
    "dim_family": "project_family_id institution_key",
    "dim_indicator": "thread_key institution_key project_family_id indicator_name",
    "bridge_institution_name": "institution_key name valid_from:integer valid_to:integer source method",
    "bridge_institution_succession": "predecessor_key successor_key fiscal_year:integer kind",
    "fact_funding": f"document_key project_key category_key fiscal_year:integer institution_key amount_yuan:{MONEY}",
    "fact_indicator": "document_key project_key institution_key fiscal_year:integer indicator_seq:integer cycle_value annual_value"
    " page:integer x0:double top:double x1:double bottom:double",
    "fact_execution": f"document_key project_key institution_key fiscal_year:integer initial_budget_yuan:{MONEY}"
    f" adjusted_budget_yuan:{MONEY} executed_yuan:{MONEY} printed_execution_rate weight:decimal(12,4) score:decimal(12,4)",
    "fact_result": "document_key project_key institution_key fiscal_year:integer indicator_name achieved_value achieved_kind"
    " achieved_operator achieved_number:double achieved_unit weight:decimal(12,4) score:decimal(12,4) deviation_reason page:integer",
    "dq_issue": "document_key file_name page:integer severity rule subject message",
}

NAMING = "institution_name fiscal_year:integer project_seq:integer project_name project_family_id"
PARSED = " ".join(
    f"{basis}_kind {basis}_operator {basis}_number:double {basis}_number_high:double {basis}_unit"
    for basis in ("annual", "cycle")
)

VIEWS = {
    "v_funding": f"{NAMING} project_type funding_source amount_yuan:{MONEY} document_key trust",
    "v_project": f"{NAMING} project_type total_yuan:{MONEY} printed_total_yuan:{MONEY} goal indicator_count:integer"
    " page_first:integer page_last:integer file_name trust implementing_unit",
    "v_indicator": f"{NAMING} indicator_seq:integer level1_code level1_name level2_code level2_name indicator_name cycle_value"
    f" annual_value {PARSED} annual_date:date document_key page:integer trust",
    "v_funding_all": f"{NAMING} funding_source amount_yuan:{MONEY} document_key verification trust",
    "v_indicator_all": f"{NAMING} indicator_name cycle_value annual_value {PARSED} document_key page:integer verification trust",
    "v_funding_yoy": "institution_name project_family_id project_name project_type fiscal_year:integer"
    f" amount_yuan:{MONEY} prior_amount_yuan:{MONEY} change_yuan:{MONEY} change_ratio:double status"
    f" prior_fiscal_year:integer is_consecutive:boolean trust adjusted_change_yuan:{MONEY} adjusted_change_ratio:double",
    "v_indicator_yoy": "institution_name project_family_id indicator_name fiscal_year:integer basis value prior_value change"
    " stricter:boolean prior_fiscal_year:integer is_consecutive:boolean trust",
    "v_institution_yoy": f"institution_name fiscal_year:integer amount_yuan:{MONEY} prior_amount_yuan:{MONEY}"
    f" change_yuan:{MONEY} change_ratio:double prior_fiscal_year:integer is_consecutive:boolean trust"
    f" adjusted_amount_yuan:{MONEY} adjusted_prior_amount_yuan:{MONEY} adjusted_change_yuan:{MONEY} adjusted_change_ratio:double",
    "v_project_type_year": f"project_type fiscal_year:integer amount_yuan:{MONEY} prior_amount_yuan:{MONEY}"
    f" change_yuan:{MONEY} change_ratio:double compared_institution_count:integer uncompared_institution_count:integer"
    " prior_fiscal_year:integer is_consecutive:boolean trust",
    "v_result": "institution_name fiscal_year:integer project_name project_family_id indicator_seq:integer level1_name"
    " level2_name indicator_name target_value achieved_value achieved_kind achieved_operator achieved_number:double achieved_unit"
    " weight:decimal(12,4) score:decimal(12,4) deviation_reason outcome budget_indicator_key budget_value match_method"
    " match_score:double target_differs:boolean document_key page:integer trust",
    "v_execution": "institution_name fiscal_year:integer project_name project_family_id funding_source"
    f" initial_budget_yuan:{MONEY} adjusted_budget_yuan:{MONEY} executed_yuan:{MONEY} execution_rate:double"
    f" printed_execution_rate budget_yuan:{MONEY} weight:decimal(12,4) score:decimal(12,4) total_score:decimal(12,4)"
    " document_key page:integer trust",
    "v_project_result": f"institution_name fiscal_year:integer project_name budget_yuan:{MONEY} executed_yuan:{MONEY}"
    " execution_rate:double total_score:decimal(12,4) met_count:integer missed_count:integer not_comparable_count:integer trust",
    "v_unmeasurable": "institution_name fiscal_year:integer project_name indicator_name value trust",
}


@pytest.fixture(scope="module")
def columns(built: Path) -> dict[tuple[str, str], str]:
    """The type of every column of the warehouse."""
    return {(each.table, each.name): each.type.lower() for each in reading.describe(built)}


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_what_is_promised_is_there_with_its_type(name: str, columns: dict[tuple[str, str], str]) -> None:
    split = [each.partition(":") for each in (TABLES | VIEWS)[name].split()]
    promised = {column: kind or "varchar" for column, _, kind in split}
    assert {column: columns.get((name, column)) for column in promised} == promised
