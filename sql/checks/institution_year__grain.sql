-- institution_year has one row an institution and year.
-- severity: blocking
from institution_year
select institution_name, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
