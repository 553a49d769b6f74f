-- 哪些项目的指标与上年逐字相同？ Whose indicators are the year before's, word for word?
from v_copied_indicators
select institution_name, fiscal_year, project_name, carried_count, unchanged_count, unchanged_share, copied_within_year_count
where unchanged_share >= 0.8 or copied_within_year_share >= 0.8
order by unchanged_share desc nulls last, institution_name, fiscal_year, project_name;
