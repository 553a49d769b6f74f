-- v_unmeasurable has one row an indicator whose target is a yes or a wording.
-- severity: blocking
from v_unmeasurable
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
