-- One institution's money by family and source and its targets by thread in one year ($1 institution, $2 year).
from (
    from v_funding
    select institution_name, fiscal_year, 'project' as what, first(project_name order by amount_yuan desc, project_seq, document_key) as project_name,
        funding_source as item, sum(amount_yuan)::decimal(18, 2)::varchar as value, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        concat_ws('|', 'm', project_family_id, funding_source) as key
    group by institution_name, fiscal_year, project_family_id, funding_source
    union all by name
    from v_indicator
    select institution_name, fiscal_year, 'indicator' as what, project_name, indicator_name as item, coalesce(cycle_value, annual_value) as value,
        'i' || thread_key as key
)
where institution_name = $1 and fiscal_year = $2
order by what desc, project_name, item, key;
