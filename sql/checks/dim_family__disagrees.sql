-- Every project's family is known, and of the project's institution.
-- severity: blocking
from dim_family as f
full join dim_project as p using (project_family_id)
select project_family_id, f.family_name, p.project_name
where f.institution_key is distinct from p.institution_key;
