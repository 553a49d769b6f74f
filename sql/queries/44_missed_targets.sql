-- 哪些指标没有完成，理由是什么？ Which targets were missed, and what reason is given?
from v_result
select institution_name, fiscal_year, project_name, indicator_name, target_value, achieved_value, deviation_reason, page
where outcome = 'missed'
order by institution_name, fiscal_year, project_name, indicator_seq;
