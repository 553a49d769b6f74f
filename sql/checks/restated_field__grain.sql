-- restated_field has one row a document before or after a restatement, project and field.
-- severity: blocking
from restated_field
select document_key, project_key, fiscal_year, field, item, count(*) as row_count
group by all
having count(*) > 1;
