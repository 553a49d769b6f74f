-- v_restatement has one row a superseded document, project and changed field.
-- severity: blocking
from v_restatement
select prior_document_key, document_key, project_key, field, item, count(*) as row_count
group by all
having count(*) > 1;
