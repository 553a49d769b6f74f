-- A printed total that its rows miss within rounding has its info in dq_issue.
-- severity: warning
from fact_total as t
anti join dq_issue as q on q.document_key = t.document_key and q.rule in ('total_residual', 'total_mismatch')
select t.document_key, t.fiscal_year, t.funding_source, t.residual_yuan, t.bound_yuan
where t.residual_yuan <> 0 and abs(t.residual_yuan) <= t.bound_yuan;
