-- Each project type's money over the years, across institutions. Change compares only institutions documented in both years.
--
-- grain: project_type, fiscal_year
-- not null: project_type, fiscal_year, amount_yuan, institution_count, project_count
-- reconciles: amount_yuan with fact_funding by fiscal_year
-- twin: 项目类型年度
create view v_project_type_year as
with standing as (
    from institution_type_year as n
    join documented_year as y using (institution_name, fiscal_year)
    select n.project_type, n.fiscal_year, n.institution_name, n.amount_yuan, n.project_count,
        case when y.prior_fiscal_year is not null then n.amount_yuan end as comparable_yuan,
        null::decimal(18, 2) as prior_yuan
), before as (
    from institution_type_year as b
    join documented_year as y using (institution_name, fiscal_year)
    select b.project_type, y.next_fiscal_year as fiscal_year, null as institution_name, 0 as amount_yuan,
        0 as project_count, null as comparable_yuan, b.amount_yuan as prior_yuan
    where y.next_fiscal_year is not null
)
from (from standing union all by name from before)
select project_type, fiscal_year, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
    sum(prior_yuan)::decimal(18, 2) as prior_amount_yuan,
    case when count(comparable_yuan) + count(prior_yuan) > 0
        then (coalesce(sum(comparable_yuan), 0) - coalesce(sum(prior_yuan), 0))::decimal(18, 2) end as change_yuan,
    round(change_yuan::double / nullif(sum(prior_yuan), 0)::double, 6) as change_ratio,
    sum(comparable_yuan)::decimal(18, 2) as comparable_amount_yuan,
    count(distinct institution_name)::integer as institution_count, sum(project_count)::integer as project_count
group by project_type, fiscal_year;

comment on view v_project_type_year is '项目类型年度；一行一个项目类型、年度，跨单位｜Grain: project type and year, across institutions';
comment on column v_project_type_year.amount_yuan is '金额（元）；所有单位该类项目之和｜Sum over all institutions in yuan';
comment on column v_project_type_year.prior_amount_yuan is '上年金额（元）；本年有文件且可比的单位，上一有文件年度之和｜The prior documented year''s sum of the institutions documented in this year';
comment on column v_project_type_year.change_yuan is '可比增减额（元）；只比两年都有文件的单位｜Change in yuan among institutions documented in both years';
comment on column v_project_type_year.comparable_amount_yuan is '可比本年金额（元）；只计有上年文件的单位｜This year''s sum of institutions that have a prior documented year';
comment on column v_project_type_year.institution_count is '单位数｜Number of institutions';
