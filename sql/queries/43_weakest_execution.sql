-- 哪些项目的预算执行最低？ Which projects spent least of their budget?
from v_project_result
select institution_name, fiscal_year, project_name, adjusted_budget_yuan, executed_yuan, execution_rate, printed_execution_rate, total_score
where execution_rate is not null
order by execution_rate, institution_name, fiscal_year, project_name;
