-- 哪些项目金额大而可量化指标少？ Which projects have much money and few targets in numbers?
from v_indicator as i
join v_project as p using (document_key, project_key, fiscal_year)
select p.institution_name, fiscal_year, p.project_name, p.total_yuan, p.indicator_count,
    count(*) filter (i.annual_kind in ('number', 'range')) as indicators
where p.total_yuan is not null
group by all
order by max(p.total_yuan) / (1 + indicators) desc, p.institution_name, fiscal_year, p.project_name;
