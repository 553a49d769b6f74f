-- What one publish is compared with the next by. Asked of public tables and views alone: the published file may be of an
-- earlier version.

-- name: documents
-- Every document ever taken in, by what its manifest line says.
from dim_document left join dim_institution using (institution_key)
select document_key, sha256, relative_path, status, reason, institution_name, fiscal_year, parser_version
order by document_key;

-- name: projects
-- The projects of some institutions ($1, a list of names), by name and order.
from v_project
select institution_name, fiscal_year, project_name,
    row_number() over (partition by institution_name, fiscal_year, project_name order by project_seq, project_key) as occurrence,
    total_yuan, indicator_count, hash(goal)::varchar as goal_words
where list_contains($1, institution_name)
order by all;

-- name: rows
-- What the file says each of its tables holds.
from publish_manifest select table_name, row_count order by table_name;

-- name: scopes
-- Each institution and year that the views show: its projects, indicators and yuan, and a fingerprint of its facts.
from v_project
select institution_name, fiscal_year, count(*) as projects, sum(indicator_count)::bigint as indicators,
    coalesce(sum(total_yuan), 0)::decimal(18, 2) as total_yuan,
    sum(hash(document_key, project_key, project_name, total_yuan, indicator_count, goal)::hugeint)::varchar as fingerprint
group by all
order by all;
