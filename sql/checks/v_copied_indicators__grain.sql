-- v_copied_indicators has one row a project and year.
-- severity: blocking
from v_copied_indicators
select institution_name, fiscal_year, project_key, count(*) as row_count
group by all
having count(*) > 1;
