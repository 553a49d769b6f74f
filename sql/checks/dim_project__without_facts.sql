-- Every project stands in some document.
-- severity: blocking
from dim_project as p
anti join (from fact_project select project_key union all from fact_project_history select project_key
    union all from fact_evaluation select project_key union all from fact_evaluation_history select project_key) as f using (project_key)
select p.project_key, p.project_name;
