-- Budget and spending as self-evaluations report them, by project and source, beside what the year's budget printed.
--
-- grain: institution_name, fiscal_year, project_key, funding_source
-- not null: institution_name, fiscal_year, project_name, project_family_id, funding_source
-- twin: 预算执行
create view v_execution as
with budgets as (
    from fact_funding select project_key, fiscal_year, category_key, sum(amount_yuan) as source_yuan
    where verification <> 'unverified' group by all
)
from int_current_evaluation as p
join fact_execution as f using (document_key, project_key, fiscal_year)
join dim_category as c on c.category_key = f.category_key
left join budgets as b
    on b.project_key = p.budget_project_key and b.fiscal_year = p.fiscal_year and b.category_key = f.category_key
select p.institution_name, p.fiscal_year, p.evaluation_seq, p.project_name, p.project_family_id, p.project_type,
    c.level1_name as funding_source, f.initial_budget_yuan, f.adjusted_budget_yuan, f.executed_yuan,
    round(f.executed_yuan::double / nullif(f.adjusted_budget_yuan, 0)::double, 6) as execution_rate,
    coalesce(f.printed_execution_rate, p.printed_execution_rate) as printed_execution_rate,
    case
        when count(*) over (partition by f.document_key, f.project_key, f.fiscal_year) = 1 then p.budget_yuan
        else b.source_yuan
    end::decimal(18, 2) as budget_yuan,
    coalesce(f.weight, p.execution_weight) as weight, coalesce(f.score, p.execution_score) as score, p.total_score,
    p.trust, f.document_key, f.page, p.file_name, f.project_key, p.budget_project_key
where f.verification <> 'unverified';

comment on view v_execution is '预算执行；一行一个自评项目、年度、资金来源，可加总｜Grain: self-evaluated project, year and funding source; money is additive';
comment on column v_execution.funding_source is '资金来源；只印合计的为未区分｜Funding source; 未区分 where a total alone is printed';
comment on column v_execution.execution_rate is '执行率；全年执行数除以全年预算数，1 为百分之百｜Executed over the adjusted budget; 1 is all of it';
comment on column v_execution.budget_yuan is '预算表金额（元）；该年度预算为同一项目、来源所印，无则为空｜What the year''s target table printed for the project and source, in yuan; null where none';
comment on column v_execution.weight is '执行率分值；项目的，各来源相同，不可加总｜Weight of the execution rate; the project''s, the same for each source, not additive';
comment on column v_execution.score is '执行率得分；项目的，各来源相同，不可加总｜Score of the execution rate; the project''s, the same for each source, not additive';
comment on column v_execution.total_score is '总分；项目的，各来源相同，不可加总｜Total score of the project, the same for each source, not additive';
