-- v_tail_payments has one row a project and year.
-- severity: blocking
from v_tail_payments
select institution_name, fiscal_year, project_key, count(*) as row_count
group by all
having count(*) > 1;
