-- restated_document has one row a superseded document, institution and year.
-- severity: blocking
from restated_document
select prior_document_key, institution_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
