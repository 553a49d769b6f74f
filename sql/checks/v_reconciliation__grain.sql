-- v_reconciliation has one row a current statement and funding source.
-- severity: blocking
from v_reconciliation
select institution_name, fiscal_year, document_key, statement_seq, funding_source, count(*) as row_count
group by all
having count(*) > 1;
