-- 各单位逐年每个项目类型花多少？ How much goes to each type of project, by institution and year?
from v_project
select institution_name, fiscal_year, project_type, count(*)::integer as project_count, sum(total_yuan)::decimal(18, 2) as total_yuan
group by all
order by fiscal_year, institution_name, total_yuan desc nulls last, project_type;
