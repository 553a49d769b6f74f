-- 扣除物价后各单位资金如何变化？ How does each institution's money move in real terms?
from v_institution_yoy
select institution_name, fiscal_year, prior_fiscal_year, amount_yuan, prior_amount_yuan, change_ratio, real_change_ratio
where prior_fiscal_year is not null
order by fiscal_year, institution_name;
