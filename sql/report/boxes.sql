-- Every place on a page that something was read from or found at: the evidence of the facts and of the issues (with their rule).
from (
    from fact_project as f join dim_project as p using (project_key)
    select f.document_key, f.page, 'project' as kind, 'p-' || f.project_key || '-' || f.fiscal_year as anchor,
        p.project_name as label, f.printed_total as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from fact_funding as f join dim_project as p using (project_key) join dim_category as c using (category_key)
    select f.document_key, f.page, 'amount' as kind, 'm-' || f.project_key || '-' || f.fiscal_year || '-' || c.level1_name as anchor,
        p.project_name || ' · ' || c.level1_name as label, f.printed_amount as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from fact_total as f
    select f.document_key, f.page, 'total' as kind,
        't-' || f.institution_key || '-' || f.fiscal_year || '-' || f.statement_seq || '-' || f.funding_source as anchor,
        f.funding_source as label, f.printed_amount as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from fact_indicator as f
    select f.document_key, f.page, 'indicator' as kind, 'i-' || f.indicator_key as anchor, f.indicator_name as label,
        coalesce(f.annual_value, f.cycle_value) as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from dq_issue as q
    select q.document_key, q.page, 'issue' as kind, 'q-' || q.issue_key as anchor, q.subject as label,
        q.message as printed, q.rule, q.severity, q.x0, q.top, q.x1, q.bottom
    where q.document_key is not null and q.page is not null
)
order by document_key, page, top, x0, kind, anchor;
