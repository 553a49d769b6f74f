-- v_indicator_yoy has one row an indicator and year; what was dropped counts in the year it is missing from.
-- severity: blocking
from v_indicator_yoy
select coalesce(indicator_key, prior_indicator_key) as indicator, fiscal_year, count(*) as row_count
group by all
having count(*) > 1;
