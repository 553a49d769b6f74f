-- 同一项目中哪些指标重复而数值不同？ Which indicators stand twice in one project with different values?
from v_indicator
select institution_name, fiscal_year, project_name, indicator_name, count(*) as times,
    string_agg(distinct annual_value, '；' order by annual_value) as annual_values, min(page) as page
group by all
having count(distinct annual_value) > 1
order by institution_name, fiscal_year, project_name, indicator_name;
