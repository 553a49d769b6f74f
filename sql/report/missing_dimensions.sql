-- Dimensions that a project has no indicator of.
from v_missing_dimension order by institution_name, fiscal_year desc, project_seq, dimension_code;
