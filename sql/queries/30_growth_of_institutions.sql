-- 各单位首末两年之间年均增长多少？ How fast did each institution's money grow a year, between its first and last?
from v_institution_growth
select institution_name, first_fiscal_year, last_fiscal_year, first_yuan, last_yuan, times, compound_growth, gap_years, trust
order by compound_growth desc nulls last, institution_name;
