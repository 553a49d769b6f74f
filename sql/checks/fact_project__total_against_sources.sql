-- A project's printed total is the sum of its sources, or dq_issue tells by how much it is off.
-- severity: warning
with sources as (
    from fact_funding select document_key, project_key, fiscal_year, sum(amount_yuan) as sources_yuan group by all
)
from fact_project as f
join sources as s using (document_key, project_key, fiscal_year)
join dim_project as p using (project_key)
anti join dq_issue as q
    on q.document_key = f.document_key and q.rule in ('project_total_mismatch', 'project_total_residual')
    and q.subject = p.project_name
select f.document_key, p.project_name, f.printed_total_yuan, s.sources_yuan, f.page
where f.printed_total_yuan <> s.sources_yuan;
