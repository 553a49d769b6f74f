-- Printed totals beside the rows they add up.
from v_reconciliation order by institution_name, fiscal_year desc, statement_seq, funding_source;
