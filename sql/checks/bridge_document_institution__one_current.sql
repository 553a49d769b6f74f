-- An institution's year has exactly one current document.
-- severity: blocking
from bridge_document_institution
select institution_key, fiscal_year, count(*) filter (is_current) as current_documents
group by all
having current_documents <> 1;
