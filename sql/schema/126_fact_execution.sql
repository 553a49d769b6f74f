-- 预算执行: a self-evaluated project's budget and what was spent of it, by source.
--
-- grain: document_key, project_key, fiscal_year, category_key
create table fact_execution (
    document_key varchar not null references dim_document (document_key),
    project_key varchar not null references dim_project (project_key),
    category_key varchar not null references dim_category (category_key),
    fiscal_year integer not null check (fiscal_year between 1990 and 2100),
    institution_key varchar not null,
    project_family_id varchar not null,
    initial_budget_yuan decimal(18, 2),
    adjusted_budget_yuan decimal(18, 2),
    executed_yuan decimal(18, 2),
    printed_initial varchar,
    printed_adjusted varchar,
    printed_executed varchar,
    printed_execution_rate varchar,
    printed_weight varchar,
    weight decimal(12, 4),
    printed_score varchar,
    score decimal(12, 4),
    verification varchar not null default 'proven' check (verification in ('proven', 'confirmed', 'sum_proven', 'unverified')),
    page integer not null check (page >= 1),
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year, category_key),
    foreign key (document_key, project_key, fiscal_year) references fact_evaluation (document_key, project_key, fiscal_year)
);
comment on table fact_execution is '预算执行事实表；一行一个自评文件、项目、资金来源｜Budget and spending of self-evaluated projects; one row a document, project and source';
comment on column fact_execution.document_key is '文件键｜Key of the document';
comment on column fact_execution.project_key is '项目键｜Key of the project';
comment on column fact_execution.category_key is '类别键；资金来源｜Key of the funding source';
comment on column fact_execution.fiscal_year is '预算年度；被评价的年度｜Fiscal year, the one that is evaluated';
comment on column fact_execution.institution_key is '单位键｜Key of the institution';
comment on column fact_execution.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column fact_execution.initial_budget_yuan is '年初预算数（元）｜Initial budget in yuan';
comment on column fact_execution.adjusted_budget_yuan is '全年（调整后）预算数（元）｜Full year''s (adjusted) budget in yuan';
comment on column fact_execution.executed_yuan is '全年执行数（元）｜Executed in the year, in yuan';
comment on column fact_execution.printed_initial is '所印年初预算数｜Initial budget as printed';
comment on column fact_execution.printed_adjusted is '所印全年预算数｜Full year''s budget as printed';
comment on column fact_execution.printed_executed is '所印全年执行数｜Executed amount as printed';
comment on column fact_execution.printed_execution_rate is '所印执行率；如所印｜Printed execution rate, the text';
comment on column fact_execution.printed_weight is '所印分值｜Weight as printed';
comment on column fact_execution.weight is '分值；/ 与空白为空｜Weight as a number; null for / and blanks';
comment on column fact_execution.printed_score is '所印得分｜Score as printed';
comment on column fact_execution.score is '得分；/ 与空白为空｜Score as a number; null for / and blanks';
comment on column fact_execution.verification is '核验；proven 已证明、confirmed 人工确认、sum_proven 合计证明、unverified 未核验｜How the reading is verified';
comment on column fact_execution.page is '页码｜Page it stands on';
comment on column fact_execution.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_execution.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_execution.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_execution.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
