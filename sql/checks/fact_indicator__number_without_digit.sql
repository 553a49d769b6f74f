-- A target that is a number has a digit in its printed value: nothing is coerced.
-- severity: blocking
from fact_indicator
select indicator_key, document_key, annual_value, annual_number, cycle_value, cycle_number
where (annual_number is not null and not regexp_matches(annual_value, '[0-9０-９零〇一二三四五六七八九十百千两半]'))
    or (cycle_number is not null and not regexp_matches(cycle_value, '[0-9０-９零〇一二三四五六七八九十百千两半]'));
