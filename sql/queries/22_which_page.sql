-- 某个指标印在哪份文件的哪一页？ Which page of which file does an indicator stand on?
from v_indicator
select institution_name, fiscal_year, project_name, indicator_seq, indicator_name, annual_value, file_name, page
where indicator_name like '%满意度%'
order by institution_name, fiscal_year, project_seq, indicator_seq;
