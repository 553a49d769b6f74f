-- An error total_mismatch stands only where some total of the document is beyond rounding.
-- severity: warning
from dq_issue as q
join dim_document as d using (document_key)
anti join fact_total as t on t.document_key = q.document_key and abs(t.residual_yuan) > t.bound_yuan
select q.document_key, q.file_name, q.subject, q.message
where q.rule = 'total_mismatch' and d.status in ('loaded', 'superseded');
