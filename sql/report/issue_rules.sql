-- How many issues each rule raised, in how many files.
from dq_issue
select severity, rule, count(*)::integer as issue_count, count(distinct coalesce(document_key, file_name))::integer as file_count
group by severity, rule order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, issue_count desc, rule;
