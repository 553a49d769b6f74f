-- v_institution_yoy has one row an institution and documented year.
-- severity: blocking
from v_institution_yoy
select institution_name, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
