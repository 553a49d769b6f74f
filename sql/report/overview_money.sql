-- Money of all institutions by year and funding source.
from v_funding select fiscal_year, funding_source, sum(amount_yuan)::decimal(18, 2) as amount_yuan group by all order by all;
