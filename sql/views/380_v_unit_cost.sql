-- A project's money over what it says it serves, builds or buys. Not every quantity is what the money is for: read the name.
--
-- grain: indicator_key
-- twin: 单位成本
create view v_unit_cost as
from v_indicator as i
join v_project as p using (document_key, project_key, fiscal_year)
select i.institution_name, i.fiscal_year, i.project_seq, i.project_name, i.project_family_id, p.project_type,
    i.indicator_seq, i.indicator_name, i.annual_value, i.annual_standard_number as quantity,
    i.annual_standard_unit as quantity_unit, p.total_yuan,
    round(p.total_yuan::double / i.annual_standard_number, 2)::decimal(18, 2) as unit_cost_yuan,
    i.document_key, i.page, i.project_key, i.indicator_key, i.trust
where i.annual_kind = 'number' and i.annual_standard_number > 0 and p.total_yuan is not null
    and i.annual_standard_unit in ('人', '人次', '户', '家', '所', '亩', '平方米', '公顷', '公里', '米', '台', '套', '台(套)',
        '间', '栋', '座', '册', '课时', '学时', '班', '场', '场次', '期');

comment on view v_unit_cost is '单位成本；一行一个可数指标，项目资金除以其年度值｜Grain: indicator that counts people, area or things; the project''s money over it';
comment on column v_unit_cost.quantity is '数量；年度值，万、亿乘开之后｜Annual target, multipliers applied';
comment on column v_unit_cost.quantity_unit is '数量单位｜Unit of the quantity';
comment on column v_unit_cost.unit_cost_yuan is '单位成本（元）｜Yuan for one unit';
