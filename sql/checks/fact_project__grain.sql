-- fact_project has one row a document, project and year.
-- severity: blocking
from fact_project
select document_key, project_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
