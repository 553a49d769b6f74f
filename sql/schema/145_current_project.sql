-- 现行项目: filled at build from the facts (sql/derived), so that every view need not join five tables anew.
create table current_project (
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
    primary key (document_key, project_key, fiscal_year),
    foreign key (document_key, project_key, fiscal_year) references fact_project (document_key, project_key, fiscal_year)
);
comment on table current_project is '现行项目；一行一个现行文件中的一个项目，由事实表算出，供视图取用｜Grain: project of a current document; derived from the facts, read by the views';
comment on column current_project.institution_key is '单位键｜Key of the institution';
comment on column current_project.institution_name is '单位名称｜Name of the institution that discloses';
comment on column current_project.fiscal_year is '预算年度｜Fiscal year';
comment on column current_project.project_seq is '项目序号；在本文件中的次序｜Order of the project in its table';
comment on column current_project.project_name is '项目名称；如所印｜Project name as printed';
comment on column current_project.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column current_project.project_type is '项目类型｜Project type, by reviewed keyword rules';
comment on column current_project.document_key is '文件键｜Key of the document';
comment on column current_project.project_key is '项目键｜Key of the project';
comment on column current_project.file_name is '文件名｜File name without its folders';
comment on column current_project.total_yuan is '资金合计（元）；各来源之和，未印金额则为空｜Sum of the project''s sources in yuan; null where no amount is printed';
comment on column current_project.indicator_count is '指标数｜Number of indicators';
comment on column current_project.goal_words is '绩效目标指纹；去空白后相同则相同，无目标则为空｜Fingerprint of the goal''s text without white space; null where there is none';
