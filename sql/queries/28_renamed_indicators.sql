-- 哪些指标改了名称或单位？ Which indicators were renamed or changed their unit?
from v_indicator_yoy
select institution_name, fiscal_year, project_name, prior_indicator_name, indicator_name, method, score, prior_value, value, change
where prior_indicator_name <> indicator_name
order by score, institution_name, fiscal_year, project_name, indicator_name;
