-- fact_funding has one row a document, project, year and funding source.
-- severity: blocking
from fact_funding
select document_key, project_key, fiscal_year, category_key, count(*) as row_count
group by all
having count(*) > 1;
