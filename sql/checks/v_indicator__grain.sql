-- v_indicator has one row an indicator of a current document.
-- severity: blocking
from v_indicator
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
