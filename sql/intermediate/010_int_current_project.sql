-- 现行项目: Projects of current documents, with the names and sums that go with them.
--
-- grain: institution_name, fiscal_year, project_key
create table int_current_project (
    institution_key varchar not null,
    institution_name varchar not null,
    fiscal_year integer not null,
    project_seq integer not null,
    project_name varchar not null,
    project_family_id varchar not null,
    project_type varchar not null,
    document_key varchar not null,
    project_key varchar not null,
    file_name varchar not null,
    total_yuan decimal(18, 2),
    indicator_count integer not null,
    goal_words ubigint,
    trust varchar not null check (trust in ('proven', 'doubtful')),
    primary key (document_key, project_key, fiscal_year),
    foreign key (document_key, project_key, fiscal_year) references fact_project (document_key, project_key, fiscal_year)
);
comment on table int_current_project is '现行项目；一行一个现行文件中的一个项目，由事实表算出，供视图取用｜Grain: project of a current document; derived from the facts, read by the views';
comment on column int_current_project.institution_key is '单位键｜Key of the institution';
comment on column int_current_project.institution_name is '单位名称｜Name of the institution that discloses';
comment on column int_current_project.fiscal_year is '预算年度｜Fiscal year';
comment on column int_current_project.project_seq is '项目序号；在本文件中的次序｜Order of the project in its table';
comment on column int_current_project.project_name is '项目名称；如所印｜Project name as printed';
comment on column int_current_project.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column int_current_project.project_type is '项目类型｜Project type, by reviewed keyword rules';
comment on column int_current_project.document_key is '文件键｜Key of the document';
comment on column int_current_project.project_key is '项目键｜Key of the project';
comment on column int_current_project.file_name is '文件名｜File name without its folders';
comment on column int_current_project.total_yuan is '资金合计（元）；各来源之和，未印金额则为空｜Sum of the project''s sources in yuan; null where no amount is printed';
comment on column int_current_project.indicator_count is '指标数｜Number of indicators';
comment on column int_current_project.goal_words is '绩效目标指纹；去空白后相同则相同，无目标则为空｜Fingerprint of the goal''s text without white space; null where there is none';
comment on column int_current_project.trust is '可信；proven 已证、doubtful 存疑、unverified 未核实｜Trust: proven; doubtful where an error or warning of the reading names a project of the row; unverified where a reading by OCR was not confirmed';

insert into int_current_project by name
with money as (
    from fact_funding select document_key, project_key, fiscal_year, sum(amount_yuan)::decimal(18, 2) as total_yuan
    where verification <> 'unverified' group by all
), indicators as (
    from fact_indicator select document_key, project_key, fiscal_year, count(*)::integer as indicator_count
    where verification <> 'unverified' group by all
)
from fact_project as f
join dim_project as p using (project_key)
join dim_institution as i on i.institution_key = f.institution_key
join dim_document as d using (document_key)
join dim_category as t on t.category_key = p.project_type_key
left join money as m
    on m.document_key = f.document_key and m.project_key = f.project_key and m.fiscal_year = f.fiscal_year
left join indicators as n
    on n.document_key = f.document_key and n.project_key = f.project_key and n.fiscal_year = f.fiscal_year
select f.institution_key, i.institution_name, f.fiscal_year, f.project_seq, p.project_name, f.project_family_id,
    t.level1_name as project_type, f.document_key, f.project_key, d.file_name, m.total_yuan,
    coalesce(n.indicator_count, 0) as indicator_count,
    case when regexp_matches(f.goal, '\S') then hash(regexp_replace(f.goal, '\s+', '', 'g')) end as goal_words,
    if(f.is_doubtful, 'doubtful', 'proven') as trust
where f.verification <> 'unverified'
order by i.institution_name, f.fiscal_year, f.project_seq, f.project_key;
