-- v_funding_yoy has one row an institution, family and year.
-- severity: blocking
from v_funding_yoy
select institution_name, project_family_id, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
