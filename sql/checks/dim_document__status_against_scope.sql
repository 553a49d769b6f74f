-- A loaded document has a current scope, a superseded one has none.
-- severity: blocking
from dim_document as d
left join bridge_document_institution as s using (document_key)
select d.document_key, d.file_name, d.status, coalesce(bool_or(s.is_current), false) as has_current_scope
where d.status in ('loaded', 'superseded')
group by all
having has_current_scope <> (d.status = 'loaded');
