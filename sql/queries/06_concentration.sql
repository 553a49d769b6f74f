-- 资金集中在几个项目上？ How concentrated is the money?
from v_concentration
select institution_name, fiscal_year, project_count, largest_project, largest_yuan, largest_share, top3_share, herfindahl
order by largest_share desc, institution_name, fiscal_year;
