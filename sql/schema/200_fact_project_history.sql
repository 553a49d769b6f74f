-- 项目年度（旧）: what superseded documents printed about their projects; the columns are those of fact_project.
--
-- grain: document_key, project_key, fiscal_year
create table fact_project_history (
    document_key varchar not null,
    project_key varchar not null,
    fiscal_year integer not null,
    institution_key varchar not null,
    project_family_id varchar not null,
    project_seq integer not null,
    goal varchar,
    printed_total varchar,
    printed_total_yuan decimal(18, 2),
    implementing_unit varchar,
    supervising_department varchar,
    project_code varchar,
    page_first integer not null,
    page_last integer not null,
    is_doubtful boolean not null,
    verification varchar not null default 'proven',
    page integer not null,
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year)
);
comment on table fact_project_history is '项目事实旧表；一行一个已被取代文件中的一个项目，列同 fact_project｜Projects as superseded documents print them; the columns of fact_project';
