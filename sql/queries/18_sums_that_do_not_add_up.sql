-- 哪些合计与明细不符？ Which printed totals do not equal their rows?
from v_reconciliation
select institution_name, fiscal_year, funding_source, printed_yuan, rows_yuan, residual_yuan, bound_yuan, verdict, page, file_name
where residual_yuan <> 0
order by abs(residual_yuan) desc, institution_name, fiscal_year, funding_source;
