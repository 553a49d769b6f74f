-- The low end of a range is not above its high end.
-- severity: blocking
from fact_indicator
select indicator_key, document_key, annual_value, cycle_value
where annual_number_high < annual_number or cycle_number_high < cycle_number
    or (annual_kind = 'range' and annual_number_high is null) or (cycle_kind = 'range' and cycle_number_high is null);
