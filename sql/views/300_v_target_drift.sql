-- Each indicator through its years: how its target moved and for how long it has stood.
--
-- grain: indicator_key
-- twin: 指标值变动
create view v_target_drift as
from int_indicator_year
select institution_name, project_family_id, project_name, indicator_name, fiscal_year, basis, value, change, stricter,
    unchanged_years, unchanged_since, first_fiscal_year, first_value, prior_value, prior_fiscal_year, document_key, page,
    indicator_key, thread_key, prior_fiscal_year = fiscal_year - 1 as is_consecutive, deadline_change, trust
where indicator_key is not null;

comment on view v_target_drift is '指标值变动；一行一个指标、年度，沿各年度相承｜Grain: indicator and year, followed through the years';
comment on column v_target_drift.value is '本年值；如所印｜The year''s target as printed';
comment on column v_target_drift.first_fiscal_year is '指标首见年度｜First year of the indicator';
