-- A document with a proof that failed is quarantined, not loaded.
-- severity: blocking
from document_proof as p
join dim_document as d using (document_key)
select document_key, d.file_name, p.proof, p.checked, p.failed, p.detail
where not p.passed and d.status in ('loaded', 'superseded');
