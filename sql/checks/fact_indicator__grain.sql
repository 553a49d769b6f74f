-- fact_indicator has one row a document, project and indicator.
-- severity: blocking
from fact_indicator
select indicator_key, count(*) as row_count
group by all
having count(*) > 1;
