-- 哪些指标值要求降低了？ Which targets ask for less than the year before?
from v_indicator_yoy
select institution_name, fiscal_year, project_name, indicator_name, prior_value, value, direction, page
where stricter = false and change <> 'unchanged'
order by institution_name, fiscal_year, project_name, indicator_name, page;
