-- Each institution and year that the views show: its projects, indicators and yuan, and a fingerprint of its facts.
from current_project
select institution_name, fiscal_year, count(*) as projects, sum(indicator_count)::bigint as indicators,
    coalesce(sum(total_yuan), 0)::decimal(18, 2) as total_yuan,
    sum(hash(document_key, project_key, project_name, total_yuan, indicator_count, goal_words)::hugeint)::varchar as fingerprint
group by all
order by all;
