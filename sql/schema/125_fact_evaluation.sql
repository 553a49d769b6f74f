-- 自评项目: what a current self-evaluation prints once for a project.
--
-- grain: document_key, project_key, fiscal_year
create table fact_evaluation (
    document_key varchar not null references dim_document (document_key),
    project_key varchar not null references dim_project (project_key),
    fiscal_year integer not null check (fiscal_year between 1990 and 2100),
    institution_key varchar not null,
    project_family_id varchar not null,
    evaluation_seq integer not null check (evaluation_seq >= 1),
    goal varchar,
    goal_completion varchar,
    printed_total_weight varchar,
    total_weight decimal(12, 4),
    printed_total_score varchar,
    total_score decimal(12, 4),
    printed_execution_weight varchar,
    execution_weight decimal(12, 4),
    printed_execution_score varchar,
    execution_score decimal(12, 4),
    printed_execution_rate varchar,
    printed_initial_yuan decimal(18, 2),
    printed_adjusted_yuan decimal(18, 2),
    printed_executed_yuan decimal(18, 2),
    budget_project_key varchar,
    match_method varchar check (match_method in ('name', 'code', 'stem', 'likeness', 'override')),
    match_score double check (match_score between 0 and 1),
    match_evidence varchar,
    implementing_unit varchar,
    supervising_department varchar,
    project_code varchar,
    page_first integer not null check (page_first >= 1),
    page_last integer not null check (page_last >= page_first),
    is_doubtful boolean not null,
    verification varchar not null default 'proven' check (verification in ('proven', 'confirmed', 'sum_proven', 'unverified')),
    page integer not null check (page >= 1),
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year)
);
comment on table fact_evaluation is '自评事实表；一行一个自评文件中的一个项目｜Self-evaluated projects; one row a document and project';
comment on column fact_evaluation.document_key is '文件键｜Key of the document';
comment on column fact_evaluation.project_key is '项目键｜Key of the project';
comment on column fact_evaluation.fiscal_year is '预算年度；被评价的年度｜Fiscal year, the one that is evaluated';
comment on column fact_evaluation.institution_key is '单位键｜Key of the institution';
comment on column fact_evaluation.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column fact_evaluation.evaluation_seq is '自评序号；在本文件中的次序｜Order of the project in its self-evaluation';
comment on column fact_evaluation.goal is '绩效目标；如自评表所重复｜Goal as the self-evaluation repeats it';
comment on column fact_evaluation.goal_completion is '目标完成情况；如所印｜What was achieved of the goal, as printed';
comment on column fact_evaluation.printed_total_weight is '所印总分值｜Printed sum of the weights';
comment on column fact_evaluation.total_weight is '总分值；数｜Printed sum of the weights as a number';
comment on column fact_evaluation.printed_total_score is '所印总分｜Printed total score';
comment on column fact_evaluation.total_score is '总分；数｜Total score of the project as a number';
comment on column fact_evaluation.printed_execution_weight is '所印执行率分值｜Printed weight of the execution rate';
comment on column fact_evaluation.execution_weight is '执行率分值｜Weight of the execution rate';
comment on column fact_evaluation.printed_execution_score is '所印执行率得分｜Printed score of the execution rate';
comment on column fact_evaluation.execution_score is '执行率得分｜Score of the execution rate';
comment on column fact_evaluation.printed_execution_rate is '所印执行率；如所印｜Printed execution rate, the text';
comment on column fact_evaluation.printed_initial_yuan is '所印年初预算合计（元）｜Printed total of the initial budget in yuan';
comment on column fact_evaluation.printed_adjusted_yuan is '所印全年预算合计（元）｜Printed total of the full year''s budget in yuan';
comment on column fact_evaluation.printed_executed_yuan is '所印全年执行合计（元）｜Printed total executed in yuan';
comment on column fact_evaluation.budget_project_key is '预算项目键；该年度预算中的同一项目，无则为空｜Key of the project in the year''s budget that it reports on; null where none was found';
comment on column fact_evaluation.match_method is '对应方法；name 同名、code 同代码、stem 同词干、likeness 相似、override 人工，无则为空｜How it was matched to the year''s budget; null where it was not';
comment on column fact_evaluation.match_score is '对应得分；0 到 1｜Score of the match, 0 to 1';
comment on column fact_evaluation.match_evidence is '对应依据｜What the match rests on';
comment on column fact_evaluation.implementing_unit is '实施单位｜Unit that carries the project out';
comment on column fact_evaluation.supervising_department is '主管部门｜Supervising department';
comment on column fact_evaluation.project_code is '所印项目代码｜Project code as this document prints it';
comment on column fact_evaluation.page_first is '起始页｜First page of the project';
comment on column fact_evaluation.page_last is '结束页｜Last page of the project';
comment on column fact_evaluation.is_doubtful is '存疑；读取本项目时有错误或警告｜Whether the reading of the project raised an error or a warning';
comment on column fact_evaluation.verification is '核验；proven 已证明、confirmed 人工确认、sum_proven 合计证明、unverified 未核验｜How the reading is verified';
comment on column fact_evaluation.page is '页码｜Page it stands on';
comment on column fact_evaluation.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_evaluation.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_evaluation.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_evaluation.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
