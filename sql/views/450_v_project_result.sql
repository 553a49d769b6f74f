-- Self-evaluated projects: budget, spending, score, and how many targets were met.
--
-- grain: institution_name, fiscal_year, project_key
-- not null: institution_name, fiscal_year, project_name, project_family_id, result_count
-- twin: 项目完成情况
create view v_project_result as
with money as (
    from fact_execution select document_key, project_key, fiscal_year,
        sum(initial_budget_yuan)::decimal(18, 2) as initial_budget_yuan,
        sum(adjusted_budget_yuan)::decimal(18, 2) as adjusted_budget_yuan,
        sum(executed_yuan)::decimal(18, 2) as executed_yuan
    where verification <> 'unverified' group by all
), outcomes as (
    from fact_result select document_key, project_key, fiscal_year, count(*)::integer as result_count,
        count(*) filter (outcome in ('met', 'exceeded'))::integer as met_count,
        count(*) filter (outcome = 'exceeded')::integer as exceeded_count,
        count(*) filter (outcome = 'missed')::integer as missed_count,
        count(*) filter (outcome is null)::integer as not_comparable_count,
        count(*) filter (target_differs)::integer as target_differs_count
    where verification <> 'unverified' group by all
)
from int_current_evaluation as p
join fact_evaluation as f using (document_key, project_key, fiscal_year)
left join money as m
    on m.document_key = p.document_key and m.project_key = p.project_key and m.fiscal_year = p.fiscal_year
left join outcomes as o
    on o.document_key = p.document_key and o.project_key = p.project_key and o.fiscal_year = p.fiscal_year
select p.institution_name, p.fiscal_year, p.evaluation_seq, p.project_name, p.project_family_id, p.project_type,
    p.budget_yuan, m.initial_budget_yuan, m.adjusted_budget_yuan, m.executed_yuan,
    round(m.executed_yuan::double / nullif(m.adjusted_budget_yuan, 0)::double, 6) as execution_rate,
    p.printed_execution_rate, p.execution_weight, p.execution_score, p.total_score,
    coalesce(o.result_count, 0) as result_count, coalesce(o.met_count, 0) as met_count,
    coalesce(o.exceeded_count, 0) as exceeded_count, coalesce(o.missed_count, 0) as missed_count,
    coalesce(o.not_comparable_count, 0) as not_comparable_count,
    coalesce(o.target_differs_count, 0) as target_differs_count,
    f.goal, f.goal_completion, p.trust, p.document_key, f.page_first, f.page_last, p.file_name, p.project_key,
    p.budget_project_key, f.match_method, f.match_score;

comment on view v_project_result is '项目完成情况；一行一个自评项目、年度｜Grain: self-evaluated project and year';
comment on column v_project_result.execution_rate is '执行率；全年执行数除以全年预算数，1 为百分之百｜Executed over the adjusted budget; 1 is all of it';
comment on column v_project_result.result_count is '自评指标数｜Number of indicators in the self-evaluation';
comment on column v_project_result.met_count is '完成指标数；含超额｜Targets met, those exceeded included';
comment on column v_project_result.exceeded_count is '超额指标数｜Targets exceeded';
comment on column v_project_result.missed_count is '未完成指标数｜Targets missed';
comment on column v_project_result.not_comparable_count is '不能判断指标数｜Targets whose outcome cannot be told';
comment on column v_project_result.target_differs_count is '目标不一致指标数｜Targets that differ from the year''s budget';
