-- An indicator of the prior year is carried on by one indicator at most, and is a known one.
-- severity: blocking
from bridge_indicator as b
left join fact_indicator as o on o.indicator_key = b.prior_indicator_key
select b.prior_indicator_key, count(*) as carried_on_by, count(o.indicator_key) as known
group by all
having carried_on_by <> 1 or known <> 1;
