-- The same indicator's bar across institutions in one year.
--
-- grain: indicator_key
-- twin: 同类指标比较
create view v_peer_indicator as
from int_current_project as p
join fact_indicator as f using (document_key, project_key, fiscal_year)
join dim_category as c using (category_key)
join int_indicator_bar as b
    on b.fiscal_year = f.fiscal_year and b.indicator_stem = f.indicator_stem
    and b.unit = case when f.cycle_value is null then f.annual_standard_unit else f.cycle_standard_unit end
select p.institution_name, p.fiscal_year, p.project_name, p.project_type, f.indicator_name, f.indicator_stem,
    c.level2_name as canonical_level2, coalesce(f.cycle_value, f.annual_value) as value,
    case when f.cycle_value is null then f.annual_standard_number else f.cycle_standard_number end as number, b.unit, f.direction,
    b.institution_count, b.lowest, b.median, b.highest,
    case f.direction when 'more' then number >= b.median when 'less' then number <= b.median end as meets_median,
    f.document_key, f.page, f.indicator_key, p.trust
where case when f.cycle_value is null then f.annual_kind else f.cycle_kind end = 'number';

comment on view v_peer_indicator is '同类指标比较；一行一个在同年另有单位使用的数值指标｜Grain: numeric indicator that another institution uses in the same year';
comment on column v_peer_indicator.value is '指标值；如所印，有周期值取周期值｜Target as printed; the cycle value where there is one';
comment on column v_peer_indicator.number is '指标数；万、亿乘开之后｜Number of the target, multipliers applied';
comment on column v_peer_indicator.meets_median is '不低于中位要求；按方向，不明则为空｜Whether it asks for at least the median, by direction; null where unknown';
comment on column v_peer_indicator.unit is '指标单位｜Unit of the number';
