-- 各类项目的资金逐年如何变化？ How does each project type's money move over the years?
from v_project_type_year
select project_type, fiscal_year, amount_yuan, prior_amount_yuan, change_yuan, change_ratio, institution_count, project_count
order by project_type, fiscal_year;
