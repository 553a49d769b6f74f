-- 后来的文件改了什么？ What did a later document of the same year change?
from v_restatement
select institution_name, fiscal_year, project_name, field, item, prior_value, value, restated_at
order by institution_name, fiscal_year, project_name, field, item;
