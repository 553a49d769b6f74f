-- The history's projects are those of superseded documents: none is current.
-- severity: blocking
from fact_project_history as f
left join bridge_document_institution as s using (document_key, institution_key, fiscal_year)
select document_key, f.project_key, fiscal_year, s.is_current
where s.is_current is distinct from false;
