-- 指标线: an indicator followed through the years; what targets are compared by.
--
-- grain: thread_key
create table dim_indicator (
    thread_key varchar primary key,
    institution_key varchar not null,
    project_family_id varchar not null,
    category_key varchar not null,
    indicator_name varchar not null,
    indicator_stem varchar not null,
    direction varchar check (direction in ('more', 'less')),
    year_count integer not null check (year_count >= 1),
    first_fiscal_year integer not null,
    last_fiscal_year integer not null,
    check (first_fiscal_year <= last_fiscal_year)
);
comment on table dim_indicator is '指标线维表；一行一个沿各年度相承的指标，属现行文件｜Indicators over the years; one row a thread of indicators of current documents';
comment on column dim_indicator.thread_key is '指标线键；沿各年度相承的指标同一个键，即其首见者的指标键｜Thread: the key of the first indicator that this one carries on through the years';
comment on column dim_indicator.institution_key is '单位键｜Key of the institution';
comment on column dim_indicator.project_family_id is '项目族；最近年度所在｜Family in the latest year';
comment on column dim_indicator.category_key is '类别键；最近年度的规范指标类别｜Key of the canonical indicator category in the latest year';
comment on column dim_indicator.indicator_name is '指标名称；最近年度所印｜Indicator name as printed in the latest year';
comment on column dim_indicator.indicator_stem is '指标词干；去掉单位、括号与量词后的名称，供比较｜Name without unit, brackets and counters, for comparison';
comment on column dim_indicator.direction is '方向；more 越多越好、less 越少越好，最近一次可知者，空为不明｜Whether more or less is better, as last known; null where unknown';
comment on column dim_indicator.year_count is '年度数；印有它的年度｜Years in which it is printed';
comment on column dim_indicator.first_fiscal_year is '最早年度｜First year that it stands in';
comment on column dim_indicator.last_fiscal_year is '最近年度｜Last year that it stands in';
