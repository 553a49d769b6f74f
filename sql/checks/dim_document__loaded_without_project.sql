-- Every loaded or superseded document has at least one project.
-- severity: blocking
from dim_document as d
anti join (from fact_project select document_key union all from fact_project_history select document_key
    union all from fact_evaluation select document_key union all from fact_evaluation_history select document_key) as f using (document_key)
select d.document_key, d.file_name, d.status
where d.status in ('loaded', 'superseded');
