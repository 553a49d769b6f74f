-- A fact's institution and year are among its document's scopes.
-- severity: blocking
from fact_project as f
join dim_project as p using (project_key)
anti join bridge_document_institution as s
    on s.document_key = f.document_key and s.institution_key = p.institution_key and s.fiscal_year = f.fiscal_year
select f.document_key, p.project_name, f.fiscal_year;
