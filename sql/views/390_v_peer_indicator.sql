-- The same indicator's annual bar across institutions in one year; what is printed for a cycle of years alone has no peers.
--
-- grain: indicator_key
-- twin: 同类指标比较
create view v_peer_indicator as
from int_current_project as p
join fact_indicator as f using (document_key, project_key, fiscal_year)
join dim_category as c using (category_key)
join int_indicator_bar as b
    on b.fiscal_year = f.fiscal_year and b.indicator_stem = f.indicator_stem
    and b.unit = f.annual_standard_unit
select p.institution_name, p.fiscal_year, p.project_name, p.project_type, f.indicator_name, f.indicator_stem,
    c.level2_name as canonical_level2, f.annual_value as value,
    f.annual_standard_number as number, b.unit, f.direction,
    b.institution_count, b.lowest, b.median, b.highest,
    case f.direction when 'more' then number >= b.median when 'less' then number <= b.median end as meets_median,
    f.document_key, f.page, f.indicator_key, b.lower_quartile, b.upper_quartile, b.left_out_count, p.trust
where f.annual_kind = 'number' and f.verification <> 'unverified';

comment on view v_peer_indicator is '同类指标比较；一行一个同年有多个单位使用的数值指标｜Grain: numeric indicator that several institutions use in the same year';
comment on column v_peer_indicator.value is '年度指标值；如所印｜Annual target as printed';
comment on column v_peer_indicator.number is '指标数；万、亿乘开之后｜Number of the target, multipliers applied';
comment on column v_peer_indicator.meets_median is '不低于中位要求；按方向，不明则为空｜Whether it asks for at least the median, by direction; null where unknown';
comment on column v_peer_indicator.unit is '指标单位｜Unit of the number';
