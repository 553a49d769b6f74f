-- A document that is quarantined, a duplicate or without a target table has no facts.
-- severity: blocking
with facts as (
    from fact_project select document_key, 'fact_project' as fact
    union all by name from fact_project_history select document_key, 'fact_project_history' as fact
    union all by name from fact_funding select document_key, 'fact_funding' as fact
    union all by name from fact_funding_history select document_key, 'fact_funding_history' as fact
    union all by name from fact_indicator select document_key, 'fact_indicator' as fact
    union all by name from fact_indicator_history select document_key, 'fact_indicator_history' as fact
    union all by name from fact_total select document_key, 'fact_total' as fact
    union all by name from fact_total_history select document_key, 'fact_total_history' as fact
    union all by name from fact_evaluation select document_key, 'fact_evaluation' as fact
    union all by name from fact_evaluation_history select document_key, 'fact_evaluation_history' as fact
    union all by name from fact_execution select document_key, 'fact_execution' as fact
    union all by name from fact_execution_history select document_key, 'fact_execution_history' as fact
    union all by name from fact_result select document_key, 'fact_result' as fact
    union all by name from fact_result_history select document_key, 'fact_result_history' as fact
    union all by name from bridge_document_institution select document_key, 'bridge_document_institution' as fact
)
from dim_document as d
join facts using (document_key)
select distinct document_key, d.file_name, d.status, fact
where d.status not in ('loaded', 'superseded');
