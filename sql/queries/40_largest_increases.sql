-- 各年增加最多的项目有哪些？ Which projects gained most in each year?
from v_funding_yoy
select fiscal_year, institution_name, project_name, prior_amount_yuan, amount_yuan, change_yuan, change_ratio
where change_yuan > 0 and is_consecutive
qualify row_number() over (partition by fiscal_year order by change_yuan desc, institution_name, project_name) <= 10
order by fiscal_year, change_yuan desc, institution_name, project_name;
