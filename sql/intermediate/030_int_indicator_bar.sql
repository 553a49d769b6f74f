-- 指标水平: The bar that several institutions set for the same indicator in one year: the annual values, never
-- beside those of a cycle; each institution once, and none by its doubtful projects.
--
-- grain: fiscal_year, indicator_stem, unit
create table int_indicator_bar (
    fiscal_year integer not null,
    indicator_stem varchar not null,
    unit varchar not null,
    institution_count integer not null check (institution_count > 1),
    left_out_count integer not null,
    lowest double not null,
    lower_quartile double not null,
    median double not null,
    upper_quartile double not null,
    highest double not null,
    primary key (fiscal_year, indicator_stem, unit)
);
comment on table int_indicator_bar is '指标水平；一行一个年度、指标词干、单位，至少两个单位使用，由事实表算出，供视图取用｜Grain: year, indicator stem and unit that several institutions use; derived from the facts, read by the views';
comment on column int_indicator_bar.fiscal_year is '预算年度｜Fiscal year';
comment on column int_indicator_bar.indicator_stem is '指标词干；去掉单位、括号与量词后的名称，供比较｜Name without unit, brackets and counters, for comparison';
comment on column int_indicator_bar.unit is '指标单位｜Unit of the number';
comment on column int_indicator_bar.institution_count is '使用单位数；不含只在存疑项目中使用的｜Institutions that use the indicator in the year, in projects that are not doubtful';
comment on column int_indicator_bar.left_out_count is '未计单位数；只在存疑项目中使用｜Institutions that use it in doubtful projects alone, and are left out';
comment on column int_indicator_bar.lower_quartile is '下四分位；各单位一个值｜Lower quartile, each institution once';
comment on column int_indicator_bar.upper_quartile is '上四分位；各单位一个值｜Upper quartile, each institution once';
comment on column int_indicator_bar.lowest is '最低值｜Lowest bar';
comment on column int_indicator_bar.median is '中位值；各单位一个值｜Median bar, each institution once';
comment on column int_indicator_bar.highest is '最高值｜Highest bar';

insert into int_indicator_bar by name
with asked as (
    -- Each institution once, however many of its projects use the indicator.
    from int_current_project as p
    join fact_indicator as f using (document_key, project_key, fiscal_year)
    select f.fiscal_year, f.indicator_stem, f.annual_standard_unit as unit, p.institution_key,
        min(f.annual_standard_number) filter (p.trust = 'proven') as lowest,
        median(f.annual_standard_number) filter (p.trust = 'proven') as middle,
        max(f.annual_standard_number) filter (p.trust = 'proven') as highest
    where f.verification <> 'unverified' and f.annual_kind = 'number'
    group by all
)
from asked
select fiscal_year, indicator_stem, unit, count(middle)::integer as institution_count,
    (count(*) - count(middle))::integer as left_out_count, min(lowest) as lowest, quantile_cont(middle, 0.25) as lower_quartile,
    median(middle) as median, quantile_cont(middle, 0.75) as upper_quartile, max(highest) as highest
group by all
having count(middle) > 1
order by fiscal_year, indicator_stem, unit;
