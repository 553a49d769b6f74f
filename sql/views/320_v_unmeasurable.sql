-- Targets that no measurement can meet or miss: 是, 改善. The cycle value where one is printed, else the annual. A value
-- that holds a number which we cannot read is none of them: v_unparsed has those.
--
-- grain: indicator_key
-- twin: 不可衡量指标
create view v_unmeasurable as
from v_indicator
select institution_name, fiscal_year, project_seq, project_name, project_family_id, indicator_seq, level1_name, level2_name,
    indicator_name, coalesce(cycle_value, annual_value) as value, coalesce(cycle_kind, annual_kind) as kind,
    document_key, page, file_name, indicator_key, trust
where coalesce(cycle_nature, annual_nature) in ('boolean', 'wording');

comment on view v_unmeasurable is '不可衡量指标；一行一个以“是”或文字为指标值的指标｜Grain: indicator whose target is a yes or a wording';
comment on column v_unmeasurable.value is '指标值；如所印｜Target as printed';
comment on column v_unmeasurable.kind is '种类；boolean 是否、text 文字｜Kind of the target: yes/no or wording';
