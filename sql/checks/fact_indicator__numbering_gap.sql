-- An indicator list's numbers run from 1 without a gap, or dq_issue names the document.
-- severity: warning
from fact_indicator as f
join dim_project as p using (project_key)
anti join dq_issue as q on q.document_key = f.document_key and q.rule = 'indicator_numbering' and q.subject = p.project_name
select f.document_key, p.project_name, count(*) as indicators, min(f.indicator_seq) as first, max(f.indicator_seq) as last
group by all
having first <> 1 or last <> indicators or count(distinct f.indicator_seq) <> indicators;
