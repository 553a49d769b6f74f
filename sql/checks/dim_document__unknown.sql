-- Every fact, issue and proof is of a document that dim_document knows.
-- severity: blocking
with facts as (
    from fact_project select document_key, 'fact_project' as fact
    union all by name from fact_funding select document_key, 'fact_funding' as fact
    union all by name from fact_indicator select document_key, 'fact_indicator' as fact
    union all by name from fact_total select document_key, 'fact_total' as fact
    union all by name from document_proof select document_key, 'document_proof' as fact
    union all by name from dq_issue select document_key, 'dq_issue' as fact where document_key is not null
)
from facts anti join dim_document as d using (document_key)
select distinct document_key, fact;
