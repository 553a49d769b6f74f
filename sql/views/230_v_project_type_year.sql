-- Each project type's money over the years, across institutions. Change compares only institutions documented in the
-- year and in the year before: over a gap, two years' change would pass for one's.
--
-- grain: project_type, fiscal_year
-- not null: project_type, fiscal_year, amount_yuan, institution_count, project_count
-- reconciles: amount_yuan with fact_funding by fiscal_year
-- twin: 项目类型年度
create view v_project_type_year as
with standing as (
    from int_institution_type_year as n
    join int_documented_year as y using (institution_name, fiscal_year)
    select n.project_type, n.fiscal_year, n.institution_name, n.amount_yuan, n.project_count,
        case when y.prior_fiscal_year = y.fiscal_year - 1 then n.amount_yuan end as comparable_yuan,
        null::decimal(18, 2) as prior_yuan,
        case when y.prior_fiscal_year = y.fiscal_year - 1 then n.institution_name end as compared_institution
), before as (
    from int_institution_type_year as b
    join int_documented_year as y using (institution_name, fiscal_year)
    select b.project_type, y.next_fiscal_year as fiscal_year, null as institution_name, 0 as amount_yuan,
        0 as project_count, null as comparable_yuan, b.amount_yuan as prior_yuan, b.institution_name as compared_institution
    where y.next_fiscal_year = y.fiscal_year + 1
)
from (from standing union all by name from before)
select project_type, fiscal_year, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
    sum(prior_yuan)::decimal(18, 2) as prior_amount_yuan,
    case when count(comparable_yuan) + count(prior_yuan) > 0
        then (coalesce(sum(comparable_yuan), 0) - coalesce(sum(prior_yuan), 0))::decimal(18, 2) end as change_yuan,
    round(change_yuan::double / nullif(sum(prior_yuan), 0)::double, 6) as change_ratio,
    sum(comparable_yuan)::decimal(18, 2) as comparable_amount_yuan,
    count(distinct institution_name)::integer as institution_count, sum(project_count)::integer as project_count,
    count(distinct compared_institution)::integer as compared_institution_count
group by project_type, fiscal_year;

comment on view v_project_type_year is '项目类型年度；一行一个项目类型、年度，跨单位｜Grain: project type and year, across institutions';
comment on column v_project_type_year.amount_yuan is '金额（元）；所有单位该类项目之和｜Sum over all institutions in yuan';
comment on column v_project_type_year.prior_amount_yuan is '上年金额（元）；本年与上一年度都有文件的单位，上一年度之和｜The year before''s sum of the institutions documented in both years';
comment on column v_project_type_year.change_yuan is '可比增减额（元）；只比本年与上一年度都有文件的单位｜Change in yuan among institutions documented in the year and the year before';
comment on column v_project_type_year.comparable_amount_yuan is '可比本年金额（元）；只计上一年度有文件的单位｜This year''s sum of institutions documented in the year before';
comment on column v_project_type_year.institution_count is '单位数｜Number of institutions';
comment on column v_project_type_year.compared_institution_count is '可比单位数；本年与上一年度都有文件，且任一年有该类项目｜Number of institutions compared: documented in both years, with the type in either';
