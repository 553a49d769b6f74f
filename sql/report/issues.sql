-- Every issue, the gravest first.
from dq_issue
select severity, rule, file_name, page, subject, message, document_key, issue_key
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, rule, file_name, page nulls first, issue_key;
