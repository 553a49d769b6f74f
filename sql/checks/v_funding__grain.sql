-- v_funding has one row a project, year and funding source.
-- severity: blocking
from v_funding
select institution_name, fiscal_year, project_key, funding_source, count(*) as row_count
group by all
having count(*) > 1;
