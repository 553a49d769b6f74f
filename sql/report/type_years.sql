-- Each project type's money over the years, across institutions.
from v_project_type_year order by project_type, fiscal_year;
