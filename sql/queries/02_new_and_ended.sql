-- 哪些项目是新增的，哪些结束了？ What is new, what ended?
from v_funding_yoy
select institution_name, fiscal_year, status, project_name, amount_yuan, prior_amount_yuan, resumed
where status in ('new', 'ended')
order by institution_name, fiscal_year, status, greatest(amount_yuan, prior_amount_yuan) desc, project_name;
