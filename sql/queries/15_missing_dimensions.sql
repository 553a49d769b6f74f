-- 哪些项目缺哪一类指标？ Which projects have no indicator in which dimension?
from v_missing_dimension
select institution_name, fiscal_year, dimension, count(*) as projects,
    string_agg(project_name, '；' order by project_seq) as project_names
group by all
order by institution_name, fiscal_year, dimension;
