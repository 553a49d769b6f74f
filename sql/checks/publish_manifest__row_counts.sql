-- The manifest tells every table's row count, so that a reader can prove the file whole.
-- severity: blocking
with counted as (
    from dim_institution select 'dim_institution' as table_name, count(*) as counted
    union all by name from dim_institution_year select 'dim_institution_year' as table_name, count(*) as counted
    union all by name from bridge_institution_name select 'bridge_institution_name' as table_name, count(*) as counted
    union all by name from bridge_institution_succession select 'bridge_institution_succession' as table_name, count(*) as counted
    union all by name from dim_document select 'dim_document' as table_name, count(*) as counted
    union all by name from bridge_document_institution select 'bridge_document_institution' as table_name, count(*) as counted
    union all by name from dim_category select 'dim_category' as table_name, count(*) as counted
    union all by name from dim_year select 'dim_year' as table_name, count(*) as counted
    union all by name from dim_project select 'dim_project' as table_name, count(*) as counted
    union all by name from dim_family select 'dim_family' as table_name, count(*) as counted
    union all by name from bridge_project_family select 'bridge_project_family' as table_name, count(*) as counted
    union all by name from fact_project select 'fact_project' as table_name, count(*) as counted
    union all by name from fact_project_history select 'fact_project_history' as table_name, count(*) as counted
    union all by name from fact_funding select 'fact_funding' as table_name, count(*) as counted
    union all by name from fact_funding_history select 'fact_funding_history' as table_name, count(*) as counted
    union all by name from fact_indicator select 'fact_indicator' as table_name, count(*) as counted
    union all by name from fact_indicator_history select 'fact_indicator_history' as table_name, count(*) as counted
    union all by name from bridge_indicator select 'bridge_indicator' as table_name, count(*) as counted
    union all by name from dim_indicator select 'dim_indicator' as table_name, count(*) as counted
    union all by name from fact_total select 'fact_total' as table_name, count(*) as counted
    union all by name from fact_total_history select 'fact_total_history' as table_name, count(*) as counted
    union all by name from fact_evaluation select 'fact_evaluation' as table_name, count(*) as counted
    union all by name from fact_evaluation_history select 'fact_evaluation_history' as table_name, count(*) as counted
    union all by name from fact_execution select 'fact_execution' as table_name, count(*) as counted
    union all by name from fact_execution_history select 'fact_execution_history' as table_name, count(*) as counted
    union all by name from fact_result select 'fact_result' as table_name, count(*) as counted
    union all by name from fact_result_history select 'fact_result_history' as table_name, count(*) as counted
    union all by name from int_current_evaluation select 'int_current_evaluation' as table_name, count(*) as counted
    union all by name from document_proof select 'document_proof' as table_name, count(*) as counted
    union all by name from dq_issue select 'dq_issue' as table_name, count(*) as counted
    union all by name from int_current_project select 'int_current_project' as table_name, count(*) as counted
    union all by name from int_family_change select 'int_family_change' as table_name, count(*) as counted
    union all by name from int_family_succession select 'int_family_succession' as table_name, count(*) as counted
    union all by name from int_indicator_bar select 'int_indicator_bar' as table_name, count(*) as counted
    union all by name from int_indicator_year select 'int_indicator_year' as table_name, count(*) as counted
    union all by name from int_institution_succession select 'int_institution_succession' as table_name, count(*) as counted
    union all by name from int_project_copying select 'int_project_copying' as table_name, count(*) as counted
)
from publish_manifest as m
full join counted using (table_name)
select table_name, m.row_count, counted
where m.row_count is distinct from counted;
