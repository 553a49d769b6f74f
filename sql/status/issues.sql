-- Issues by severity, the gravest first, and rule.
with counted as (select severity, rule, count(*) as issues from dq_issue group by all)
select severity, rule, issues
from counted
order by list_position(['error', 'warning', 'info'], severity), issues desc, rule
