-- dim_project has one row an institution's project name and occurrence.
-- severity: blocking
from dim_project
select institution_key, regexp_replace(project_name, '\s+', '', 'g') as name, occurrence, count(*) as row_count
group by all
having count(*) > 1;
