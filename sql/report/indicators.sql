-- Indicators with their targets as printed, in the order of the tables.
from v_indicator
select institution_name, fiscal_year, project_name, project_family_id, project_key, indicator_seq, canonical_level1,
    canonical_level2, indicator_name, cycle_value, annual_value, document_key, page, indicator_key, thread_key
order by project_family_id, coalesce(level2_code, '99'), indicator_name, fiscal_year, project_seq, indicator_seq;
