-- The projects of some institutions ($1, a list of names), by name and order.
from current_project
select institution_name, fiscal_year, project_name,
    row_number() over (partition by institution_name, fiscal_year, project_name order by project_seq, project_key) as occurrence,
    total_yuan, indicator_count, goal_words::varchar as goal_words
where list_contains($1, institution_name)
order by all;
