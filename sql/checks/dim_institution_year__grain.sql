-- dim_institution_year has one row an institution and year.
-- severity: blocking
from dim_institution_year
select institution_key, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
