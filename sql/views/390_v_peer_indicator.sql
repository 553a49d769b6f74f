-- The same indicator's bar across institutions in one year.
create view v_peer_indicator as
with bar as (
    from v_indicator
    select institution_name, fiscal_year, project_name, project_type, indicator_name, indicator_stem, canonical_level2,
        coalesce(cycle_value, annual_value) as value,
        if(cycle_value is null, annual_standard_number, cycle_standard_number) as number,
        if(cycle_value is null, annual_standard_unit, cycle_standard_unit) as unit, direction, document_key, page, indicator_key
    where coalesce(cycle_kind, annual_kind) = 'number'
), peers as (
    from bar
    select fiscal_year, indicator_stem, unit, count(distinct institution_name)::integer as institution_count,
        min(number) as lowest, median(number) as median, max(number) as highest
    group by all having count(distinct institution_name) > 1
)
from bar join peers using (fiscal_year, indicator_stem, unit)
select institution_name, fiscal_year, project_name, project_type, indicator_name, indicator_stem, canonical_level2, value,
    number, unit, direction, institution_count, lowest, median, highest,
    case direction when 'more' then number >= median when 'less' then number <= median end as meets_median,
    document_key, page, indicator_key;

comment on view v_peer_indicator is '同类指标比较；一行一个在同年另有单位使用的数值指标｜Grain: numeric indicator that another institution uses in the same year';
comment on column v_peer_indicator.value is '指标值；如所印，有周期值取周期值｜Target as printed; the cycle value where there is one';
comment on column v_peer_indicator.number is '指标数；万、亿乘开之后｜Number of the target, multipliers applied';
comment on column v_peer_indicator.unit is '指标单位｜Unit of the number';
comment on column v_peer_indicator.institution_count is '使用单位数｜Institutions that use the indicator in the year';
comment on column v_peer_indicator.lowest is '最低值｜Lowest bar';
comment on column v_peer_indicator.median is '中位值｜Median bar';
comment on column v_peer_indicator.highest is '最高值｜Highest bar';
comment on column v_peer_indicator.meets_median is '不低于中位要求；按方向，不明则为空｜Whether it asks for at least the median, by direction; null where unknown';
