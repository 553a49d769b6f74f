-- The fields of superseded documents and of those that took their place.
--
-- grain: document_key, project_key, fiscal_year, field, item
create view int_restated_field as
from (from fact_project union all by name from fact_project_history) as f semi join (from int_restated_document select document_key union from int_restated_document select prior_document_key) as r using (document_key) join dim_project as p using (project_key)
select f.document_key, p.institution_key, f.fiscal_year, f.project_key, p.project_name, '绩效目标' as field, '' as item,
    f.goal as value, f.page
union all by name
from (from fact_funding union all by name from fact_funding_history) as f semi join (from int_restated_document select document_key union from int_restated_document select prior_document_key) as r using (document_key) join dim_project as p using (project_key) join dim_category as c using (category_key)
select f.document_key, p.institution_key, f.fiscal_year, f.project_key, p.project_name, '金额（元）' as field,
    c.level1_name as item, f.amount_yuan::varchar as value, f.page
union all by name
from (from fact_indicator union all by name from fact_indicator_history) as f semi join (from int_restated_document select document_key union from int_restated_document select prior_document_key) as r using (document_key) join dim_project as p using (project_key)
select f.document_key, p.institution_key, f.fiscal_year, f.project_key, p.project_name,
    unnest(['年度指标值', '实施周期指标值']) as field,
    f.indicator_name || case when count(*) over same > 1 then ' #' || row_number() over (same order by f.indicator_seq, f.indicator_key) else '' end as item,
    unnest([f.annual_value, f.cycle_value]) as value, f.page
window same as (partition by f.document_key, f.project_key, f.fiscal_year, f.indicator_name);

comment on view int_restated_field is '更正字段；一行一个更正前后文件的一个项目字段，供更正视图取用｜Grain: document before or after a restatement, project and field; read by the restatement view';
comment on column int_restated_field.field is '字段；绩效目标、金额（元）、年度指标值、实施周期指标值｜Field that may have changed';
comment on column int_restated_field.item is '字段对象；资金来源或指标名称｜Funding source or indicator that the field is of';
comment on column int_restated_field.value is '值｜Value of the field as text';
