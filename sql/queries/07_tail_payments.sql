-- 哪些资金还在支付以前年度的项目？ Which money still pays for projects of earlier years?
from v_tail_payments
select institution_name, fiscal_year, project_name, vintage_year, mark, years_after, total_yuan
order by years_after desc nulls last, total_yuan desc, institution_name, project_name;
