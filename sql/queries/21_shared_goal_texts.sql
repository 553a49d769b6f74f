-- 哪些项目的绩效目标文字完全相同？ Which projects share a goal text word for word?
from v_copied_indicators
select institution_name, fiscal_year, project_name, goal_shared_with, goal_unchanged
where goal_shared_with is not null
order by institution_name, fiscal_year, project_name;
