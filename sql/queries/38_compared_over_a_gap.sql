-- 哪些对比跨过了没有文件的年度？ Which comparisons reach over a year without a document?
from v_institution_yoy
select institution_name, fiscal_year, prior_fiscal_year, amount_yuan, prior_amount_yuan, change_ratio
where not is_consecutive
order by institution_name, fiscal_year;
