-- Projects are those of current documents; money and indicators refer to them.
-- severity: blocking
from fact_project as f
left join bridge_document_institution as s
    on s.document_key = f.document_key and s.institution_key = f.institution_key and s.fiscal_year = f.fiscal_year
    and s.document_kind = 'target'
left join dim_document as d on d.document_key = f.document_key
select f.document_key, f.project_key, f.fiscal_year, s.is_current, d.status
where (s.is_current and d.status = 'loaded') is not true;
