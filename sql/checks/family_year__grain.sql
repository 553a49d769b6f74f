-- family_year has one row an institution, family and year.
-- severity: blocking
from family_year
select institution_name, project_family_id, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
