-- bridge_document_institution has one row a document, institution and year.
-- severity: blocking
from bridge_document_institution
select document_key, institution_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
