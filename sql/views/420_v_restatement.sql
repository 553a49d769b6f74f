-- What a later document of the same institution and year says otherwise, field by field.
create view v_restatement as
with pair as (
    from bridge_document_institution as o
    join bridge_document_institution as n using (institution_key, fiscal_year)
    join dim_document as d on d.document_key = n.document_key
    select institution_key, fiscal_year, o.document_key as prior_document_key, n.document_key, d.ingested_at as restated_at
    where n.is_current and not o.is_current and d.status = 'loaded'
), restated as (
    from pair select document_key union from pair select prior_document_key
), field_value as (
    from fact_project as f semi join restated using (document_key) join dim_project as p using (project_key)
    select f.document_key, p.institution_key, f.fiscal_year, f.project_key, p.project_name, '绩效目标' as field, '' as item,
        f.goal as value, f.page
    union all by name
    from fact_funding as f semi join restated using (document_key) join dim_project as p using (project_key) join dim_category as c using (category_key)
    select f.document_key, p.institution_key, f.fiscal_year, f.project_key, p.project_name, '金额（元）' as field,
        c.level1_name as item, f.amount_yuan::varchar as value, f.page
    union all by name
    from fact_indicator as f semi join restated using (document_key) join dim_project as p using (project_key)
    select f.document_key, p.institution_key, f.fiscal_year, f.project_key, p.project_name,
        unnest(['年度指标值', '实施周期指标值']) as field,
        f.indicator_name || case when count(*) over same > 1 then ' #' || row_number() over (same order by f.indicator_seq, f.indicator_key) else '' end as item,
        unnest([f.annual_value, f.cycle_value]) as value, f.page
    window same as (partition by f.document_key, f.project_key, f.fiscal_year, f.indicator_name)
), before as (
    from pair join field_value as v on v.document_key = pair.prior_document_key
        and v.institution_key = pair.institution_key and v.fiscal_year = pair.fiscal_year
    select pair.*, v.project_key, v.project_name, v.field, v.item, v.value
), after as (
    from pair join field_value as v on v.document_key = pair.document_key
        and v.institution_key = pair.institution_key and v.fiscal_year = pair.fiscal_year
    select pair.*, v.project_key, v.project_name, v.field, v.item, v.value, v.page
)
from before as b
full join after as a using (institution_key, fiscal_year, prior_document_key, document_key, restated_at, project_key, project_name, field, item)
join dim_institution as i using (institution_key)
select i.institution_name, fiscal_year, project_name, field, item, b.value as prior_value, a.value, a.page,
    restated_at, prior_document_key, document_key, project_key
where b.value is distinct from a.value;

comment on view v_restatement is '更正对照；一行一个被后来文件改动的项目字段｜Grain: superseded document, project and field that the later document changed';
comment on column v_restatement.field is '字段；绩效目标、金额（元）、年度指标值、实施周期指标值｜Field that changed';
comment on column v_restatement.item is '字段对象；资金来源或指标名称｜Funding source or indicator that the field is of';
comment on column v_restatement.prior_value is '原值｜Value in the superseded document; null where it had none';
comment on column v_restatement.value is '现值｜Value in the current document; null where it has none';
comment on column v_restatement.restated_at is '更正时间；UTC｜When the later document was taken in, UTC';
comment on column v_restatement.prior_document_key is '原文件键｜Key of the superseded document';
comment on column v_restatement.page is '页码；现行文件中｜Page in the current document';
