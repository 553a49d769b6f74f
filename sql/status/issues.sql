-- Issues by severity and rule.
select severity, rule, count(*) as issues
from dq_issue
group by all
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, issues desc, rule
