-- Every thread has indicators of current documents, in as many years as it says.
-- severity: blocking
from dim_indicator as t
full join (from fact_indicator select thread_key, count(distinct fiscal_year) as years group by all) as f using (thread_key)
select thread_key, t.indicator_name, t.year_count, f.years
where t.year_count is distinct from f.years;
