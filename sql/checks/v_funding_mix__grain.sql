-- v_funding_mix has one row an institution, year and funding source.
-- severity: blocking
from v_funding_mix
select institution_name, fiscal_year, funding_source, count(*) as row_count
group by all
having count(*) > 1;
