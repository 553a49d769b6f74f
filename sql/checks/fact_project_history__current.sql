-- The history's projects are those of superseded documents: none is current.
-- severity: blocking
from fact_project_history as f
left join bridge_document_institution as s
    on s.document_key = f.document_key and s.institution_key = f.institution_key and s.fiscal_year = f.fiscal_year
    and s.document_kind = 'target'
select f.document_key, f.project_key, f.fiscal_year, s.is_current
where s.is_current is distinct from false;
