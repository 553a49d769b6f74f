-- 哪些已执行的资金在目标表中没有预算？ What was spent that no target table of the year had budgeted?
from v_execution
select institution_name, fiscal_year, project_name, funding_source, initial_budget_yuan, adjusted_budget_yuan, executed_yuan
where budget_yuan is null and executed_yuan > 0
order by fiscal_year, institution_name, executed_yuan desc, project_name, funding_source;
