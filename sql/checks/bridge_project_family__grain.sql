-- bridge_project_family has one row a project.
-- severity: blocking
from bridge_project_family
select project_key, count(*) as row_count
group by all
having count(*) > 1;
