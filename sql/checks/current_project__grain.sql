-- current_project has one row a project of a current document.
-- severity: blocking
from current_project
select institution_name, fiscal_year, project_key, count(*) as row_count
group by all
having count(*) > 1;
