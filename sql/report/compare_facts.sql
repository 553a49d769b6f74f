-- What a warehouse says, one fact a row, each under a key that is the same in every warehouse of the same documents.
from (
    from dim_document as d left join dim_institution as i using (institution_key)
    select 'document' as what, i.institution_name, d.fiscal_year, null::varchar as project_name, d.file_name as item, d.status as value,
        null::decimal(18, 2) as amount_yuan, 'd' || d.document_key as key
    union all by name
    from v_funding
    select 'project' as what, institution_name, fiscal_year, project_name, funding_source as item, amount_yuan::varchar as value,
        amount_yuan, concat_ws('|', 'm', project_key, fiscal_year, funding_source) as key
    union all by name
    from v_indicator
    select 'indicator' as what, institution_name, fiscal_year, project_name, indicator_name as item,
        coalesce(annual_value, '') || case when cycle_value is distinct from annual_value and cycle_value is not null
            then '（周期 ' || cycle_value || '）' else '' end as value,
        concat_ws('|', 'i', project_key, fiscal_year, indicator_name,
            row_number() over (partition by project_key, fiscal_year, indicator_name order by indicator_seq, indicator_key)) as key
    union all by name
    from dq_issue as q left join dim_document as d using (document_key) left join dim_institution as i using (institution_key)
    select 'issue' as what, i.institution_name, d.fiscal_year, q.file_name as project_name, q.rule as item, count(*)::varchar as value,
        concat_ws('|', 'q', coalesce(q.document_key, q.file_name), q.rule) as key
    group by i.institution_name, d.fiscal_year, q.file_name, q.rule, q.document_key
)
order by what, institution_name, fiscal_year, project_name, item, key;
