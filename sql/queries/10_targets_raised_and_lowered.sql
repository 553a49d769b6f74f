-- 哪些指标值提高或降低了？是更严还是更松？ Which targets were raised or lowered, and is that stricter?
from v_indicator_yoy
select institution_name, fiscal_year, project_name, indicator_name, prior_value, value, basis, change, stricter, page
where change in ('raised', 'lowered')
order by institution_name, fiscal_year, project_name, indicator_name, page;
