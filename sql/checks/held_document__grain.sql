-- held_document has one row a document, institution and year.
-- severity: blocking
from held_document
select document_key, institution_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
