-- A printed total that its rows miss by more than rounding has its error in dq_issue.
-- severity: blocking
from fact_total as t
anti join dq_issue as q on q.document_key = t.document_key and q.rule = 'total_mismatch' and q.severity = 'error'
select t.document_key, t.fiscal_year, t.funding_source, t.printed_yuan, t.rows_yuan, t.residual_yuan, t.bound_yuan
where abs(t.residual_yuan) > t.bound_yuan;
