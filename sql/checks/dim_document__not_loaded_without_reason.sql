-- A document that gave no facts says why in one sentence.
-- severity: blocking
from dim_document
select document_key, file_name, status, reason
where status in ('quarantined', 'no_target_table', 'withdrawn') and coalesce(trim(reason), '') = '';
