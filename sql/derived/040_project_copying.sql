-- How many of a project's indicators stand word for word in the year before, or in another project of the year.
insert into project_copying by name
from indicator_year
select document_key, project_key, fiscal_year, count(prior_indicator_key)::integer as carried_count,
    count(*) filter (unchanged_words)::integer as unchanged_count,
    count(*) filter (copied_words)::integer as copied_within_year_count
where indicator_key is not null
group by all
order by document_key, project_key;
