-- Each indicator through its years: how its target moved and for how long it has stood.
create view v_target_drift as
with marked as (
    from v_indicator_yoy
    select *, count(*) filter (change is distinct from 'unchanged') over thread as stand,
        min(fiscal_year) over (partition by thread_key) as first_fiscal_year,
        first_value(value) over thread as first_value
    where indicator_key is not null
    window thread as (partition by thread_key order by fiscal_year)
)
from marked
select institution_name, project_family_id, project_name, indicator_name, fiscal_year, basis, value, change, stricter,
    row_number() over standing as unchanged_years, min(fiscal_year) over (partition by thread_key, stand) as unchanged_since,
    first_fiscal_year, first_value, prior_value, prior_fiscal_year, document_key, page, indicator_key, thread_key
window standing as (partition by thread_key, stand order by fiscal_year);

comment on view v_target_drift is '指标值变动；一行一个指标、年度，沿各年度相承｜Grain: indicator and year, followed through the years';
comment on column v_target_drift.unchanged_years is '连续未变年数；含本年，1 为本年新定或改过｜Documented years in a row that the target has stood, this one included';
comment on column v_target_drift.unchanged_since is '自哪年起未变｜The year since which the target has stood';
comment on column v_target_drift.first_fiscal_year is '指标首见年度｜First year of the indicator';
comment on column v_target_drift.first_value is '首见值；如所印｜Its target in the first year as printed';
