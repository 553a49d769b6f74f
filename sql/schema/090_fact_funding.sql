-- 资金: what current documents print, additive; no total row is stored beside its parts.
--
-- grain: document_key, project_key, fiscal_year, category_key
create table fact_funding (
    document_key varchar not null,
    project_key varchar not null,
    category_key varchar not null references dim_category (category_key),
    fiscal_year integer not null,
    institution_key varchar not null,
    project_family_id varchar not null,
    amount_yuan decimal(18, 2) not null,
    printed_amount varchar not null,
    verification varchar not null default 'proven' check (verification in ('proven', 'confirmed', 'sum_proven', 'unverified')),
    page integer not null check (page >= 1),
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year, category_key),
    foreign key (document_key, project_key, fiscal_year) references fact_project (document_key, project_key, fiscal_year)
);
comment on table fact_funding is '资金事实表；一行一个现行文件、项目、资金来源，可以相加｜Money of current documents; one row a document, project and funding source; additive';
comment on column fact_funding.document_key is '文件键｜Key of the document';
comment on column fact_funding.project_key is '项目键｜Key of the project';
comment on column fact_funding.category_key is '类别键；资金来源｜Key of the funding source';
comment on column fact_funding.fiscal_year is '预算年度｜Fiscal year';
comment on column fact_funding.amount_yuan is '金额（元）｜Amount of the fiscal year in yuan';
comment on column fact_funding.printed_amount is '所印金额；原文、原单位｜Printed amount, the text, in the printed unit';
comment on column fact_funding.institution_key is '单位键｜Key of the institution';
comment on column fact_funding.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column fact_funding.verification is '核实；proven 已证、confirmed 人工确认、sum_proven 合计相符、unverified 未核实｜How the reading was verified';
comment on column fact_funding.page is '页码｜Page it stands on';
comment on column fact_funding.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_funding.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_funding.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_funding.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
