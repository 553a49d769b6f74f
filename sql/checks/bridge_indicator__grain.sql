-- bridge_indicator has one row an indicator matched to the prior year.
-- severity: blocking
from bridge_indicator
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
