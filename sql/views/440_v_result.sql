-- Targets with what was achieved, as self-evaluations print them, beside the target of the year's budget.
--
-- grain: result_key
-- not null: institution_name, fiscal_year, project_name, project_family_id, indicator_name
-- twin: 指标完成情况
create view v_result as
from int_current_evaluation as p
join fact_result as f using (document_key, project_key, fiscal_year)
select p.institution_name, p.fiscal_year, p.evaluation_seq, p.project_name, p.project_family_id, f.indicator_seq,
    f.level1_name, f.level2_name, f.indicator_name, f.target_value, f.achieved_value,
    f.achieved_kind, f.achieved_operator, f.achieved_number, f.achieved_unit, f.weight, f.score, f.deviation_reason,
    f.outcome, f.budget_indicator_key, f.budget_value, f.match_method, f.match_score, f.target_differs,
    f.target_kind, f.target_operator, f.target_number, f.target_number_high, f.target_unit,
    f.target_standard_number, f.target_standard_unit, f.achieved_standard_number, f.achieved_standard_unit,
    f.direction, p.total_score, p.project_type, f.indicator_stem, p.trust, f.document_key, f.page, p.file_name,
    f.project_key, f.result_key
where f.verification <> 'unverified';

comment on view v_result is '指标完成情况；一行一个自评项目、年度、指标｜Grain: self-evaluated project, year and indicator';
