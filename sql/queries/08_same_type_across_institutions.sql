-- 同类项目在各单位各花多少？ What does the same kind of project cost across institutions?
with by_type as (
    from v_project
    select project_type, fiscal_year, institution_name, count(*) as project_count, sum(total_yuan) as amount_yuan
    group by all
)
from by_type
select project_type, fiscal_year, institution_name, project_count, amount_yuan,
    round(amount_yuan::double / sum(amount_yuan) over (partition by institution_name, fiscal_year)::double, 4) as share
order by project_type, fiscal_year, amount_yuan desc, institution_name;
