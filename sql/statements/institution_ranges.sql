-- Ranges of institutions by name, in order, each with about $rows indicators of current documents.
with held as (
    from current_project
    select institution_name, sum(sum(indicator_count)) over (order by institution_name) as so_far
    group by institution_name
)
from held select min(institution_name) as first, max(institution_name) as last group by so_far // $rows order by first;
