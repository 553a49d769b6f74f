-- What there is of each institution and year, document by document.
--
-- grain: document_key, institution_key, fiscal_year
create view int_held_document as
from dim_document select institution_key, fiscal_year, document_key, file_name, status, false as is_current
where status not in ('loaded', 'superseded') and institution_key is not null and fiscal_year is not null
union all by name
from bridge_document_institution as s join dim_document as d using (document_key)
select s.institution_key, s.fiscal_year, document_key, d.file_name,
    case
        when count(*) filter (s.document_kind = 'target') = 0 then 'no_target_table'
        when bool_or(s.is_current) filter (s.document_kind = 'target') then 'loaded'
        else 'superseded'
    end as status, coalesce(bool_or(s.is_current) filter (s.document_kind = 'target'), false) as is_current
group by all;

comment on view int_held_document is '年度文件；一行一个文件、单位、年度，供覆盖视图取用｜Grain: document, institution and year; read by the coverage view';
comment on column int_held_document.status is '状态；在该单位该年度，就绩效目标表而言｜Status of the document''s target tables for this institution and year';
