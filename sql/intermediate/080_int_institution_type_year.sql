-- Each institution's money of a project type in a year, for comparing.
--
-- grain: institution_name, project_type, fiscal_year
create view int_institution_type_year as
from int_current_project select institution_name, project_type, fiscal_year,
    coalesce(sum(total_yuan), 0)::decimal(18, 2) as amount_yuan, count(*)::integer as project_count, case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
group by all;

comment on view int_institution_type_year is '单位项目类型年度；一行一个单位、项目类型、年度，供对比视图取用｜Grain: institution, project type and year; read by the comparing views';
comment on column int_institution_type_year.amount_yuan is '本年金额（元）；该类项目之和｜Sum over the year''s projects of the type in yuan';
