-- 项目年度: what a current document prints about one project, besides its money and its indicators.
--
-- grain: document_key, project_key, fiscal_year
create table fact_project (
    document_key varchar not null references dim_document (document_key),
    project_key varchar not null references dim_project (project_key),
    fiscal_year integer not null check (fiscal_year between 1990 and 2100),
    institution_key varchar not null,
    project_family_id varchar not null,
    project_seq integer not null check (project_seq >= 1),
    goal varchar,
    printed_total varchar,
    printed_total_yuan decimal(18, 2),
    implementing_unit varchar,
    supervising_department varchar,
    project_code varchar,
    page_first integer not null check (page_first >= 1),
    page_last integer not null check (page_last >= page_first),
    is_doubtful boolean not null,
    verification varchar not null default 'proven' check (verification in ('proven', 'confirmed', 'sum_proven', 'unverified')),
    page integer not null,
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year)
);
comment on table fact_project is '项目事实表；一行一个现行文件中的一个项目｜Projects as current documents print them; one row a document and project';
comment on column fact_project.document_key is '文件键｜Key of the document';
comment on column fact_project.project_key is '项目键｜Key of the project';
comment on column fact_project.fiscal_year is '预算年度｜Fiscal year';
comment on column fact_project.project_seq is '项目序号；在本文件中的次序｜Order of the project in its table';
comment on column fact_project.goal is '绩效目标；如所印｜Goal as printed';
comment on column fact_project.printed_total is '所印合计；原文｜Printed total, the text';
comment on column fact_project.printed_total_yuan is '所印合计（元）｜Printed total in yuan';
comment on column fact_project.implementing_unit is '实施单位｜Unit that carries the project out';
comment on column fact_project.supervising_department is '主管部门｜Supervising department';
comment on column fact_project.project_code is '所印项目代码｜Project code as this document prints it';
comment on column fact_project.page_first is '起始页｜First page of the project';
comment on column fact_project.page_last is '结束页｜Last page of the project';
comment on column fact_project.institution_key is '单位键｜Key of the institution';
comment on column fact_project.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column fact_project.is_doubtful is '存疑；读取中的错误或警告指名该项目，或落在其所印之处｜Whether an error or warning of the reading names the project, or lies where it is printed';
comment on column fact_project.verification is '核实；proven 已证、confirmed 人工确认、sum_proven 合计相符、unverified 未核实｜How the reading was verified';
comment on column fact_project.page is '页码｜Page it stands on';
comment on column fact_project.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_project.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_project.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_project.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
