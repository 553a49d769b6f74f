-- What `jixiao review` shows: what was decided by likeness or left open, and waits for a person's eye.

-- name: families
-- Projects of different years that were taken for one line of work by more than their names, the least alike first, and those
-- that came close and were kept apart.
from bridge_project_family as b
join dim_project as p using (project_key)
join dim_institution as i using (institution_key)
select i.institution_name, p.project_name, b.method || coalesce(' ' || round(b.score, 2), '') as decided_by, b.evidence as why
where b.method in ('likeness', 'code')
union all by name
select i.institution_name, q.subject as project_name, 'kept apart' as decided_by, q.message as why
from dq_issue as q
join dim_document as d using (document_key)
join dim_institution as i using (institution_key)
where q.rule = 'family_close_call'
order by institution_name, project_name, decided_by;

-- name: indicators
-- Indicators of different years that were taken for one though their names differ, the least alike first.
from v_indicator_yoy
select
    institution_name, fiscal_year, project_name, prior_indicator_name, indicator_name,
    method || coalesce(' ' || round(score, 2), '') as decided_by
where prior_indicator_name <> indicator_name
order by score, institution_name, fiscal_year, project_name, indicator_name;

-- name: institutions
-- Names that may be one institution, or that a document's sources do not agree on.
select distinct file_name, subject as name, message as why
from dq_issue
where rule in ('institution_variant', 'institutions_alike', 'institution_disagrees')
order by file_name, name, why;

-- name: readings
-- Documents that were loaded as printed though something about them is doubtful.
select file_name, count(*) filter (severity = 'error') as errors, count(*) filter (severity = 'warning') as warnings
from dq_issue join dim_document using (document_key, file_name)
where status = 'loaded' and severity in ('error', 'warning')
group by file_name
order by errors desc, warnings desc, file_name;
