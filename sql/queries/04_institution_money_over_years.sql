-- 各单位的资金逐年如何变化？ How does each institution's money move over the years?
from v_institution_yoy
select institution_name, fiscal_year, amount_yuan, prior_amount_yuan, change_yuan, change_ratio, project_count, yuan_per_student
order by institution_name, fiscal_year;
