-- Every project stands in some document.
-- severity: blocking
from dim_project as p
anti join fact_project as f using (project_key)
select p.project_key, p.project_name;
