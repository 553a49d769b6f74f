-- What there is of each institution and year.
from v_coverage order by institution_name, fiscal_year;
