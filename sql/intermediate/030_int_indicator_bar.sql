-- 指标水平: The bar that several institutions set for the same indicator in one year: the cycle value where one is printed, else the annual.
--
-- grain: fiscal_year, indicator_stem, unit
create table int_indicator_bar (
    fiscal_year integer not null,
    indicator_stem varchar not null,
    unit varchar not null,
    institution_count integer not null check (institution_count > 1),
    lowest double not null,
    median double not null,
    highest double not null,
    primary key (fiscal_year, indicator_stem, unit)
);
comment on table int_indicator_bar is '指标水平；一行一个年度、指标词干、单位，至少两个单位使用，由事实表算出，供视图取用｜Grain: year, indicator stem and unit that several institutions use; derived from the facts, read by the views';
comment on column int_indicator_bar.fiscal_year is '预算年度｜Fiscal year';
comment on column int_indicator_bar.indicator_stem is '指标词干；去掉单位、括号与量词后的名称，供比较｜Name without unit, brackets and counters, for comparison';
comment on column int_indicator_bar.unit is '指标单位｜Unit of the number';
comment on column int_indicator_bar.institution_count is '使用单位数｜Institutions that use the indicator in the year';
comment on column int_indicator_bar.lowest is '最低值｜Lowest bar';
comment on column int_indicator_bar.median is '中位值｜Median bar';
comment on column int_indicator_bar.highest is '最高值｜Highest bar';

insert into int_indicator_bar by name
from int_current_project as p
join fact_indicator as f using (document_key, project_key, fiscal_year)
select f.fiscal_year, f.indicator_stem,
    if(f.cycle_value is null, f.annual_standard_unit, f.cycle_standard_unit) as unit,
    count(distinct p.institution_key)::integer as institution_count,
    min(if(f.cycle_value is null, f.annual_standard_number, f.cycle_standard_number)) as lowest,
    median(if(f.cycle_value is null, f.annual_standard_number, f.cycle_standard_number)) as median,
    max(if(f.cycle_value is null, f.annual_standard_number, f.cycle_standard_number)) as highest
where f.verification <> 'unverified' and if(f.cycle_value is null, f.annual_kind, f.cycle_kind) = 'number'
group by all
having count(distinct p.institution_key) > 1
order by f.fiscal_year, f.indicator_stem, unit;
