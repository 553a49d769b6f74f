-- A family is one institution's.
-- severity: blocking
from dim_project
select project_family_id, count(distinct institution_key) as institutions
group by all
having institutions > 1;
