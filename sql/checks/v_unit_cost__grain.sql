-- v_unit_cost has one row an indicator that counts people, area or things.
-- severity: blocking
from v_unit_cost
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
