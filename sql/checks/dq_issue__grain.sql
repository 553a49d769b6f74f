-- dq_issue has one row an issue.
-- severity: blocking
from dq_issue
select issue_key, count(*) as row_count
group by all
having count(*) > 1;
