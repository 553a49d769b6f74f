-- 各单位各年度有哪些文件，缺哪些？ Which documents are there, which are missing?
from v_coverage
select institution_name, fiscal_year, coverage, loaded, superseded, quarantined, file_name
order by institution_name, fiscal_year;
