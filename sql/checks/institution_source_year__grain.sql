-- institution_source_year has one row an institution, funding source and year.
-- severity: blocking
from institution_source_year
select institution_name, funding_source, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
