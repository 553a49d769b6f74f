-- Projects are those of current documents; money and indicators refer to them.
-- severity: blocking
from fact_project as f
left join bridge_document_institution as s using (document_key, institution_key, fiscal_year)
left join dim_document as d using (document_key)
select document_key, f.project_key, fiscal_year, s.is_current, d.status
where (s.is_current and d.status = 'loaded') is not true;
