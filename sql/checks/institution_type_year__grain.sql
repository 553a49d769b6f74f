-- institution_type_year has one row an institution, project type and year.
-- severity: blocking
from institution_type_year
select institution_name, project_type, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
