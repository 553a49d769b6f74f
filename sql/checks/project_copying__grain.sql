-- project_copying has one row a project of a current document.
-- severity: blocking
from project_copying
select document_key, project_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
