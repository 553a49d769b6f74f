-- document_proof has one row a document and proof.
-- severity: blocking
from document_proof
select document_key, proof, count(*) as row_count
group by all
having count(*) > 1;
