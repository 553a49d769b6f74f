-- Indicators with their targets as printed, in the order of the tables.
from v_indicator
select institution_name, fiscal_year, project_name, project_family_id, project_key, indicator_seq, canonical_level1,
    canonical_level2, indicator_name, cycle_value, annual_value, document_key, page, indicator_key, thread_key
order by project_family_id, (
        from dim_category as c select min(c.level2_code)
        where c.category_type = 'indicator' and c.level1_name = canonical_level1
            and c.level2_name is not distinct from canonical_level2
    ) nulls last, indicator_name, fiscal_year, project_seq, indicator_seq;
