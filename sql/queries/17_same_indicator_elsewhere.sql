-- 同一指标在别的单位定多高？ How high do other institutions set the same indicator?
from v_peer_indicator
select indicator_stem, unit, fiscal_year, institution_name, value, lowest, median, highest, institution_count
where meets_median = false
order by indicator_stem, unit, fiscal_year, number, institution_name, value;
