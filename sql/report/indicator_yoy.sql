-- How each target moved against the documented year before.
from v_indicator_yoy
order by institution_name, fiscal_year desc, project_name, indicator_name, indicator_key nulls last, prior_indicator_key;
