-- Of each kind of table an institution's year has exactly one current document.
-- severity: blocking
from bridge_document_institution
select institution_key, fiscal_year, document_kind, count(*) filter (is_current) as current_documents
group by all
having current_documents <> 1;
