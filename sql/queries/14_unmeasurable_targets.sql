-- 哪些指标值无法衡量？ Which targets cannot be measured?
from v_unmeasurable
select institution_name, fiscal_year, project_name, indicator_name, value, kind, page
order by kind, institution_name, fiscal_year, project_name, indicator_name, page;
