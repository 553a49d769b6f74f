-- What `jixiao run` and `jixiao status` show of the published warehouse.

-- name: documents
-- Documents by status.
select status, count(*) as documents from dim_document group by all order by documents desc, status;

-- name: facts
-- How much the current documents hold.
select
    (select count(distinct institution_name) from v_project) as institutions,
    (select count(distinct fiscal_year) from v_project) as years,
    (select count(*) from v_project) as projects,
    (select count(*) from v_indicator) as indicators;

-- name: held_back
-- Every document that is quarantined, and why.
select relative_path, reason from dim_document where status = 'quarantined' order by relative_path;

-- name: info
-- What made this file, and from what.
select name, value from publish_info order by name;

-- name: issues
-- Issues by severity, the gravest first, and rule.
with counted as (select severity, rule, count(*) as issues from dq_issue group by all)
select severity, rule, issues
from counted
order by list_position(['error', 'warning', 'info'], severity), issues desc, rule;

-- name: money
-- The fiscal years' own money by source, in yuan.
select fiscal_year, funding_source, sum(amount_yuan) as amount_yuan from v_funding group by all order by all;

-- name: without_table
-- Every document that was read whole and holds no target table, and what it holds.
select relative_path, reason from dim_document where status = 'no_target_table' order by relative_path;
