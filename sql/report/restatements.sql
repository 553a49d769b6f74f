-- What later documents of the same institution and year say otherwise.
from v_restatement order by institution_name, fiscal_year desc, project_name, field, item;
