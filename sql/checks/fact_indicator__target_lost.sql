-- Every printed target has a kind, and every number and range its number.
-- severity: blocking
from fact_indicator
select indicator_key, document_key, annual_value, annual_kind, cycle_value, cycle_kind
where (annual_kind is null and regexp_replace(annual_value, '\s+', '', 'g') <> '')
    or (cycle_kind is null and regexp_replace(cycle_value, '\s+', '', 'g') <> '')
    or (annual_kind in ('number', 'range') and annual_number is null)
    or (cycle_kind in ('number', 'range') and cycle_number is null);
