-- Each project type's money by institution and year.
from v_project
select project_type, institution_name, fiscal_year, sum(total_yuan)::decimal(18, 2) as total_yuan
group by all order by all;
