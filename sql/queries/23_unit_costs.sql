-- 人均、每平方米等单位成本是多少？ What does one head, one square metre cost?
from v_unit_cost
select project_type, institution_name, fiscal_year, project_name, indicator_name, quantity, quantity_unit, total_yuan, unit_cost_yuan
order by project_type, quantity_unit, unit_cost_yuan desc, institution_name, fiscal_year, indicator_name;
