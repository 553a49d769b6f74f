-- 只看可信项目，各单位资金如何变化，略去多少？ How does each institution's money move without doubtful projects, and how many are left out?
from v_institution_yoy
select institution_name, fiscal_year, change_ratio, proven_yuan, prior_proven_yuan, proven_change_ratio, left_out_count
where prior_fiscal_year is not null
order by left_out_count desc, fiscal_year, institution_name;
