-- 计入更名、合并、分立后，各单位资金如何变化？ How does each institution's money move once successions are followed?
from v_institution_yoy
select institution_name, fiscal_year, change_yuan, change_ratio, succession, adjusted_amount_yuan, adjusted_prior_amount_yuan,
    adjusted_change_yuan, adjusted_change_ratio
where adjusted_prior_amount_yuan is not null
order by fiscal_year, institution_name;
