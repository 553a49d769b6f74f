-- 哪些项目的指标全是 100%？ Where is everything at 100%?
from v_indicator
select institution_name, fiscal_year, project_name, count(*) as indicators,
    count(*) filter (coalesce(cycle_standard_number, annual_standard_number) = 100
        and coalesce(cycle_standard_unit, annual_standard_unit) = '%') as at_100_percent
group by all
having at_100_percent >= 2
order by at_100_percent / indicators desc, at_100_percent desc, institution_name, fiscal_year, project_name;
