-- Each family's money in a year, for comparing; a view of its own, since DuckDB 2.0.0 never comes back from a LIMIT over a
-- common table expression that is read twice.
--
-- grain: institution_name, project_family_id, fiscal_year
create view int_family_year as
from int_current_project
select institution_name, project_family_id, fiscal_year,
    coalesce(sum(total_yuan), 0)::decimal(18, 2) as amount_yuan,
    first(project_name order by total_yuan desc nulls last, project_seq, document_key) as project_name,
    first(project_type order by total_yuan desc nulls last, project_seq, document_key) as project_type,
    count(*)::integer as project_count, case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
group by all;

comment on view int_family_year is '项目族年度；一行一个单位、项目族、年度，供对比视图取用｜Grain: institution, family and year; read by the comparing views';
comment on column int_family_year.amount_yuan is '本年金额（元）；本族各项目之和｜Sum over the family''s projects of the year';
comment on column int_family_year.project_name is '项目名称；本年金额最大的一个｜Name of the family''s largest project of the year';
comment on column int_family_year.project_count is '项目数｜Number of projects';
