-- Projects that have no indicator in one of the four dimensions.
--
-- grain: institution_name, fiscal_year, project_key, dimension
-- twin: 缺失维度
create view v_missing_dimension as
with dimension as (
    from dim_category select distinct level1_code as dimension_code, level1_name as dimension
    where category_type = 'indicator' and level1_code in ('1', '2', '3', '4')
), held as (
    from v_indicator select distinct document_key, project_key, canonical_level1 as dimension
)
from int_current_project as p
cross join dimension as d
anti join held as h
    on h.document_key = p.document_key and h.project_key = p.project_key and h.dimension = d.dimension
select p.institution_name, p.fiscal_year, p.project_seq, p.project_name, p.project_family_id, d.dimension_code,
    d.dimension, p.file_name, p.document_key, p.project_key, p.trust;

comment on view v_missing_dimension is '缺失维度；一行一个项目、年度、所缺一级维度｜Grain: project, year and level-1 dimension it has no indicator in';
comment on column v_missing_dimension.dimension_code is '维度代码；1 产出、2 效益、3 满意度、4 成本｜Code of the dimension';
comment on column v_missing_dimension.dimension is '所缺维度；2021 年前在产出之下的成本指标计入成本｜Dimension without an indicator; cost indicators of before 2021 count as cost';
