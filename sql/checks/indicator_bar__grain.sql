-- indicator_bar has one row a year, indicator stem and unit.
-- severity: blocking
from indicator_bar
select fiscal_year, indicator_stem, unit, count(*) as row_count
group by all
having count(*) > 1;
