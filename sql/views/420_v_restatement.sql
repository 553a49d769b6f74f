-- What a later document of the same institution and year says otherwise, field by field.
--
-- grain: prior_document_key, document_key, project_key, field, item
-- not null: institution_name, fiscal_year, project_name, field, item
-- twin: 更正对照
create view v_restatement as
with before as (
    from int_restated_document join int_restated_field as v on v.document_key = int_restated_document.prior_document_key
        and v.institution_key = int_restated_document.institution_key and v.fiscal_year = int_restated_document.fiscal_year
    select int_restated_document.*, v.project_key, v.project_name, v.field, v.item, v.value
), after as (
    from int_restated_document join int_restated_field as v on v.document_key = int_restated_document.document_key
        and v.institution_key = int_restated_document.institution_key and v.fiscal_year = int_restated_document.fiscal_year
    select int_restated_document.*, v.project_key, v.project_name, v.field, v.item, v.value, v.page
)
from before as b
full join after as a using (institution_key, fiscal_year, prior_document_key, document_key, restated_at, project_key, project_name, field, item)
join dim_institution as i using (institution_key)
left join fact_project as n using (document_key, project_key, fiscal_year)
left join fact_project_history as o on o.document_key = prior_document_key and o.project_key = project_key and o.fiscal_year = fiscal_year
select i.institution_name, fiscal_year, project_name, field, item, b.value as prior_value, a.value, a.page,
    restated_at, prior_document_key, document_key, project_key,
    case when n.is_doubtful or o.is_doubtful then 'doubtful' else 'proven' end as trust
where b.value is distinct from a.value;

comment on view v_restatement is '更正对照；一行一个被后来文件改动的项目字段｜Grain: superseded document, project and field that the later document changed';
comment on column v_restatement.field is '字段；绩效目标、金额（元）、年度指标值、实施周期指标值｜Field that changed';
comment on column v_restatement.item is '字段对象；资金来源或指标名称｜Funding source or indicator that the field is of';
comment on column v_restatement.prior_value is '原值｜Value in the superseded document; null where it had none';
comment on column v_restatement.value is '现值｜Value in the current document; null where it has none';
comment on column v_restatement.restated_at is '更正时间；UTC｜When the later document was taken in, UTC';
comment on column v_restatement.prior_document_key is '原文件键｜Key of the superseded document';
comment on column v_restatement.page is '页码；现行文件中｜Page in the current document';
