-- Every project has one link to its family, and both tables name the same family.
-- severity: blocking
from bridge_project_family as b
full join dim_project as p using (project_key)
select project_key, p.project_name, p.project_family_id, b.project_family_id as linked_family_id
where p.project_family_id is distinct from b.project_family_id;
