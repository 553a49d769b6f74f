-- Each institution's money against its documented year before.
from v_institution_yoy order by institution_name, fiscal_year;
