-- No more than a fifth of an institution's projects are of type 其他.
-- severity: warning
from v_project
select institution_name, count(*) filter (project_type = '其他') as other_projects, count(*) as projects,
    round(other_projects / projects, 3) as share
group by all
having share > 0.2;
