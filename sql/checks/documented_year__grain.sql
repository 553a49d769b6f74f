-- documented_year has one row an institution and year with a current document.
-- severity: blocking
from documented_year
select institution_name, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
