-- v_cycle_annual has one row an indicator whose annual and cycle targets differ.
-- severity: blocking
from v_cycle_annual
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
