-- Printed totals agree with their rows, or differ by no more than rounding.
-- severity: warning
from v_reconciliation
select institution_name, fiscal_year, funding_source, printed_yuan, rows_yuan, residual_yuan, bound_yuan, file_name, page
where verdict = 'mismatch';
