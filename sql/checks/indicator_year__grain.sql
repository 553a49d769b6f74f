-- indicator_year has one row an indicator's thread and year.
-- severity: blocking
from indicator_year
select thread_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
