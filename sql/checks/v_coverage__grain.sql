-- v_coverage has one row an institution and year.
-- severity: blocking
from v_coverage
select institution_name, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
