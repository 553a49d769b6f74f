-- 每份文件有哪些质量问题？ What should a person look at, by file?
from dq_issue
select severity, rule, file_name, subject, message, page
where severity in ('error', 'warning')
order by severity, rule, file_name, page, subject, message;
