-- Targets that are wordings, by institution and year: they loaded as printed, and nothing can be computed from them.
-- severity: warning
from v_indicator
select institution_name, fiscal_year, count(*) filter (coalesce(cycle_kind, annual_kind) = 'text') as text_targets,
    count(*) as targets, round(text_targets / targets, 3) as share
group by all
having text_targets > 0;
