-- Loaded documents have no issue of severity error; those that have one load as printed and are listed here.
-- severity: warning
from dq_issue as q
join dim_document as d using (document_key)
select q.file_name, q.rule, count(*) as issues, min(q.message) as for_one
where q.severity = 'error' and d.status = 'loaded'
group by all;
