-- v_concentration has one row an institution and year.
-- severity: blocking
from v_concentration
select institution_name, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
