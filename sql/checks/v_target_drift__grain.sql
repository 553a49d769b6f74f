-- v_target_drift has one row an indicator and year.
-- severity: blocking
from v_target_drift
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
