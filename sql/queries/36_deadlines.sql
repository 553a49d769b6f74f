-- 哪些指标有期限，最晚到哪天？ Which targets have a deadline, and what is the last day?
from v_indicator
select institution_name, fiscal_year, project_name, indicator_name, annual_value, annual_date, page
where annual_date is not null
order by annual_date, institution_name, project_name, indicator_seq;
