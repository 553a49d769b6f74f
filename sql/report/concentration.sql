-- How much of each institution's money its largest projects take.
from v_concentration order by institution_name, fiscal_year;
