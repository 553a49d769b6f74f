-- 自评表所列目标值与预算时不同的有哪些？ Where does a self-evaluation repeat another target than the budget printed?
from v_result
select institution_name, fiscal_year, project_name, indicator_name, budget_value, target_value, achieved_value, outcome, page
where target_differs
order by institution_name, fiscal_year, project_name, indicator_seq;
