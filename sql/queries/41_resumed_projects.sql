-- 哪些项目是新增的，其中哪些更早有过？ Which projects are new, and which of them stood in an earlier year?
from v_funding_yoy
select institution_name, fiscal_year, project_name, amount_yuan, resumed
where status = 'new'
order by fiscal_year, institution_name, amount_yuan desc, project_name;
