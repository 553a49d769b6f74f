-- 各项目首末两年之间年均增长多少？ How fast did each project's money grow a year, between its first and last?
from v_family_growth
select institution_name, project_name, first_fiscal_year, last_fiscal_year, first_yuan, last_yuan, compound_growth, gap_years
where span_years > 0
order by compound_growth desc nulls last, institution_name, project_name;
