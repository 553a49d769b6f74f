-- Projects of current documents, with the names and sums that go with them.
insert into current_project by name
with money as (
    from fact_funding select document_key, project_key, fiscal_year, sum(amount_yuan)::decimal(18, 2) as total_yuan group by all
), indicators as (
    from fact_indicator select document_key, project_key, fiscal_year, count(*)::integer as indicator_count group by all
)
from fact_project as f
join dim_project as p using (project_key)
join dim_institution as i using (institution_key)
join dim_document as d using (document_key)
join bridge_document_institution as s
    on s.document_key = f.document_key and s.institution_key = p.institution_key and s.fiscal_year = f.fiscal_year
join dim_category as t on t.category_key = p.project_type_key
left join money as m
    on m.document_key = f.document_key and m.project_key = f.project_key and m.fiscal_year = f.fiscal_year
left join indicators as n
    on n.document_key = f.document_key and n.project_key = f.project_key and n.fiscal_year = f.fiscal_year
select p.institution_key, i.institution_name, f.fiscal_year, f.project_seq, p.project_name, p.project_family_id,
    t.level1_name as project_type, f.document_key, f.project_key, d.file_name, m.total_yuan,
    coalesce(n.indicator_count, 0) as indicator_count,
    case when regexp_matches(f.goal, '\S') then hash(regexp_replace(f.goal, '\s+', '', 'g')) end as goal_words
where s.is_current and d.status = 'loaded'
order by i.institution_name, f.fiscal_year, f.project_seq, f.project_key;
