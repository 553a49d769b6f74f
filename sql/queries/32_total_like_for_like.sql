-- 同口径单位的资金合计逐年如何变化？ How does the money of all institutions move, like for like?
from v_total_yoy
select fiscal_year, plan_period, amount_yuan, comparable_amount_yuan, prior_amount_yuan, change_yuan, change_ratio,
    compared_institution_count, uncompared_institution_count
order by fiscal_year;
