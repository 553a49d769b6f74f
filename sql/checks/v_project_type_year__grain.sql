-- v_project_type_year has one row a project type and year.
-- severity: blocking
from v_project_type_year
select project_type, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
