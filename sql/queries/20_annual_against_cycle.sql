-- 哪些指标的年度值与实施周期值不同？ Where do annual and cycle targets differ?
from v_cycle_annual
select institution_name, fiscal_year, project_name, indicator_name, cycle_value, annual_value, relation, page
order by institution_name, fiscal_year, project_name, indicator_name, page;
