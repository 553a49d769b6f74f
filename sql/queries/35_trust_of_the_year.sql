-- 各单位各年有多少项目可信、多少存疑？ How many projects of each institution's year are proven, how many doubtful?
from v_project
select institution_name, fiscal_year, trust, count(*)::integer as project_count, sum(total_yuan)::decimal(18, 2) as total_yuan
group by all
order by fiscal_year, institution_name, trust;
