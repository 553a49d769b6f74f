-- Indicators: printed values, parsed targets, page.
--
-- grain: indicator_key
-- not null: institution_name, fiscal_year, project_name, project_family_id, indicator_name, canonical_level1, thread_key, trust
-- twin: 绩效指标
create view v_indicator as
from int_current_project as p
join fact_indicator as f using (document_key, project_key, fiscal_year)
join dim_category as c using (category_key)
select p.institution_name, p.fiscal_year, p.project_seq, p.project_name, p.project_family_id, f.indicator_seq,
    f.level1_code, f.level1_name, f.level2_code, f.level2_name, f.indicator_name, f.cycle_value, f.annual_value,
    f.annual_kind, f.annual_operator, f.annual_number, f.annual_number_high, f.annual_unit,
    f.annual_standard_number, f.annual_standard_unit,
    f.cycle_kind, f.cycle_operator, f.cycle_number, f.cycle_number_high, f.cycle_unit,
    f.cycle_standard_number, f.cycle_standard_unit,
    f.direction, c.level1_name as canonical_level1, c.level2_name as canonical_level2, p.project_type,
    f.indicator_stem, f.document_key, f.page, p.file_name, f.project_key, f.indicator_key, f.thread_key,
    f.annual_nature, f.annual_date, f.annual_base, f.annual_measure, f.annual_measure_operator, f.annual_measure_unit,
    f.cycle_nature, f.cycle_date, f.cycle_base, f.cycle_measure, f.cycle_measure_operator, f.cycle_measure_unit, p.trust
where f.verification <> 'unverified';

comment on view v_indicator is '绩效指标；一行一个项目、年度、指标｜Grain: project, year and indicator';
comment on column v_indicator.canonical_level1 is '规范一级指标；各地名称归一之后｜Canonical level-1 name, whatever was printed';
comment on column v_indicator.canonical_level2 is '规范二级指标；各地名称归一之后｜Canonical level-2 name, whatever was printed';
