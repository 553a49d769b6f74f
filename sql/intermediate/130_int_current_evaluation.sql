-- 现行自评: self-evaluated projects of current documents, with the names that go with them.
--
-- grain: institution_name, fiscal_year, project_key
create table int_current_evaluation (
    institution_key varchar not null,
    institution_name varchar not null,
    fiscal_year integer not null,
    evaluation_seq integer not null,
    project_name varchar not null,
    project_family_id varchar not null,
    project_type varchar not null,
    document_key varchar not null,
    project_key varchar not null,
    file_name varchar not null,
    budget_project_key varchar,
    budget_yuan decimal(18, 2),
    total_score decimal(12, 4),
    execution_weight decimal(12, 4),
    execution_score decimal(12, 4),
    printed_execution_rate varchar,
    trust varchar not null check (trust in ('proven', 'doubtful')),
    primary key (document_key, project_key, fiscal_year),
    foreign key (document_key, project_key, fiscal_year) references fact_evaluation (document_key, project_key, fiscal_year)
);
comment on table int_current_evaluation is '现行自评；一行一个现行自评文件中的一个项目，由事实表算出，供视图取用｜Grain: self-evaluated project of a current document; derived from the facts, read by the views';
comment on column int_current_evaluation.institution_name is '单位名称｜Name of the institution that discloses';
comment on column int_current_evaluation.project_name is '项目名称；如所印｜Project name as printed';
comment on column int_current_evaluation.project_type is '项目类型｜Project type, by reviewed keyword rules';
comment on column int_current_evaluation.file_name is '文件名｜File name without its folders';
comment on column int_current_evaluation.budget_yuan is '预算表金额（元）；该年度预算为同一项目所印，无则为空｜What the year''s target table printed for the project, in yuan; null where none';
comment on column int_current_evaluation.trust is '可信度；proven 全部证明成立，doubtful 有错误或警告指名本项目｜Whether an error or a warning of the reading names the project';

insert into int_current_evaluation by name
with money as (
    from fact_funding select project_key, fiscal_year, sum(amount_yuan)::decimal(18, 2) as budget_yuan
    where verification <> 'unverified' group by all
)
from fact_evaluation as f
join dim_project as p using (project_key)
join dim_institution as i on i.institution_key = f.institution_key
join dim_document as d using (document_key)
join dim_category as t on t.category_key = p.project_type_key
left join money as m on m.project_key = f.budget_project_key and m.fiscal_year = f.fiscal_year
select f.institution_key, i.institution_name, f.fiscal_year, f.evaluation_seq, p.project_name, f.project_family_id,
    t.level1_name as project_type, f.document_key, f.project_key, d.file_name, f.budget_project_key, m.budget_yuan,
    f.total_score, f.execution_weight, f.execution_score, f.printed_execution_rate,
    if(f.is_doubtful, 'doubtful', 'proven') as trust
where f.verification <> 'unverified'
order by i.institution_name, f.fiscal_year, f.evaluation_seq, f.project_key;
