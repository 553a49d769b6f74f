-- v_missing_dimension has one row a project, year and missing dimension.
-- severity: blocking
from v_missing_dimension
select institution_name, fiscal_year, project_key, dimension, count(*) as row_count
group by all
having count(*) > 1;
