-- v_peer_indicator has one row a numeric indicator that another institution uses too.
-- severity: blocking
from v_peer_indicator
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
