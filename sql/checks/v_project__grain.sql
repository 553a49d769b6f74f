-- v_project has one row a project and year.
-- severity: blocking
from v_project
select institution_name, fiscal_year, project_key, count(*) as row_count
group by all
having count(*) > 1;
