-- 哪些指标值三年未变？ Which targets have stood unchanged for three years or more?
from v_target_drift
select institution_name, project_name, indicator_name, value, unchanged_years, unchanged_since, fiscal_year
where unchanged_years >= 3
order by unchanged_years desc, institution_name, project_name, indicator_name, fiscal_year;
