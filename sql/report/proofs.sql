-- What each proof of the reading found.
from document_proof order by document_key, proof;
