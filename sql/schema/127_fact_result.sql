-- 指标完成: a self-evaluation's indicators: the target it repeats, what was achieved, the score.
--
-- grain: result_key
create table fact_result (
    result_key varchar primary key,
    document_key varchar not null references dim_document (document_key),
    project_key varchar not null references dim_project (project_key),
    category_key varchar not null references dim_category (category_key),
    fiscal_year integer not null check (fiscal_year between 1990 and 2100),
    institution_key varchar not null,
    project_family_id varchar not null,
    indicator_seq integer not null check (indicator_seq >= 1),
    level1_code varchar,
    level1_name varchar,
    level2_code varchar,
    level2_name varchar,
    indicator_name varchar not null,
    indicator_stem varchar not null,
    target_value varchar,
    target_kind varchar check (target_kind in ('number', 'range', 'boolean', 'date', 'text')),
    target_operator varchar check (target_operator in ('=', '>=', '>', '<=', '<', 'between')),
    target_number double,
    target_number_high double,
    target_unit varchar,
    target_standard_number double,
    target_standard_unit varchar,
    achieved_value varchar,
    achieved_kind varchar check (achieved_kind in ('number', 'range', 'boolean', 'date', 'text')),
    achieved_operator varchar check (achieved_operator in ('=', '>=', '>', '<=', '<', 'between')),
    achieved_number double,
    achieved_number_high double,
    achieved_unit varchar,
    achieved_standard_number double,
    achieved_standard_unit varchar,
    direction varchar check (direction in ('more', 'less')),
    outcome varchar check (outcome in ('met', 'exceeded', 'missed')),
    printed_weight varchar,
    weight decimal(12, 4),
    printed_score varchar,
    score decimal(12, 4),
    deviation_reason varchar,
    budget_indicator_key varchar,
    budget_value varchar,
    match_method varchar check (match_method in ('name', 'code', 'stem', 'likeness', 'override')),
    match_score double check (match_score between 0 and 1),
    match_evidence varchar,
    target_differs boolean,
    verification varchar not null default 'proven' check (verification in ('proven', 'confirmed', 'sum_proven', 'unverified')),
    page integer not null check (page >= 1),
    x0 double,
    top double,
    x1 double,
    bottom double,
    foreign key (document_key, project_key, fiscal_year) references fact_evaluation (document_key, project_key, fiscal_year)
);
comment on table fact_result is '指标完成事实表；一行一个自评文件、项目、指标｜Results; one row a document, project and indicator of a self-evaluation';
comment on column fact_result.result_key is '完成情况键｜Key of the result, from document, project and sequence';
comment on column fact_result.document_key is '文件键｜Key of the document';
comment on column fact_result.project_key is '项目键｜Key of the project';
comment on column fact_result.category_key is '类别键；规范指标类别｜Key of the canonical indicator category';
comment on column fact_result.fiscal_year is '预算年度；被评价的年度｜Fiscal year, the one that is evaluated';
comment on column fact_result.institution_key is '单位键｜Key of the institution';
comment on column fact_result.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column fact_result.indicator_seq is '指标序号；在本项目中的次序｜Order of the indicator in its project';
comment on column fact_result.level1_code is '一级指标代码；如所印｜Level-1 code as printed';
comment on column fact_result.level1_name is '一级指标；如所印｜Level-1 name as printed';
comment on column fact_result.level2_code is '二级指标代码；如所印｜Level-2 code as printed';
comment on column fact_result.level2_name is '二级指标；如所印｜Level-2 name as printed';
comment on column fact_result.indicator_name is '指标名称；如所印｜Indicator name as printed';
comment on column fact_result.indicator_stem is '指标词干；去掉单位、括号与量词后的名称，供比较｜Name without unit, brackets and counters, for comparison';
comment on column fact_result.target_value is '指标值；如自评表所重复｜Target as the self-evaluation repeats it';
comment on column fact_result.target_kind is '目标值种类；number 数、range 区间、boolean 是否、date 日期、text 文字｜Kind of the repeated target';
comment on column fact_result.target_operator is '目标值符号；未印则为 =｜Operator of the repeated target; = where none is printed';
comment on column fact_result.target_number is '目标值数；所印的数｜Number of the repeated target as printed';
comment on column fact_result.target_number_high is '目标值上限；仅区间｜High end of the repeated target, ranges only';
comment on column fact_result.target_unit is '目标值单位；如所印，未印为空串｜Unit of the repeated target as printed, empty where none';
comment on column fact_result.target_standard_number is '目标值标准数；万、亿等乘开之后｜Number of the repeated target with 万, 亿 and the like multiplied in';
comment on column fact_result.target_standard_unit is '目标值标准单位｜Unit of the repeated target after multipliers';
comment on column fact_result.achieved_value is '实际完成值；如所印｜Achieved value as printed';
comment on column fact_result.achieved_kind is '完成值种类；number 数、range 区间、boolean 是否、date 日期、text 文字｜Kind of the achieved value';
comment on column fact_result.achieved_operator is '完成值符号；未印则为 =｜Operator of the achieved value; = where none is printed';
comment on column fact_result.achieved_number is '完成值数；所印的数｜Number of the achieved value as printed';
comment on column fact_result.achieved_number_high is '完成值上限；仅区间｜High end of the achieved value, ranges only';
comment on column fact_result.achieved_unit is '完成值单位；如所印，未印为空串｜Unit of the achieved value as printed, empty where none';
comment on column fact_result.achieved_standard_number is '完成值标准数；万、亿等乘开之后｜Number of the achieved value with 万, 亿 and the like multiplied in';
comment on column fact_result.achieved_standard_unit is '完成值标准单位｜Unit of the achieved value after multipliers';
comment on column fact_result.direction is '方向；more 越多越好、less 越少越好、空为不明｜Whether more or less is better; null where unknown';
comment on column fact_result.outcome is '结果；met 完成、exceeded 超额、missed 未完成，不能判断则为空｜Whether the repeated target was met; null where it cannot be told';
comment on column fact_result.printed_weight is '所印分值｜Weight as printed';
comment on column fact_result.weight is '分值；/ 与空白为空｜Weight as a number; null for / and blanks';
comment on column fact_result.printed_score is '所印得分｜Score as printed';
comment on column fact_result.score is '得分；/ 与空白为空｜Score as a number; null for / and blanks';
comment on column fact_result.deviation_reason is '偏差原因分析及改进措施；如所印｜Reason of the deviation as printed';
comment on column fact_result.budget_indicator_key is '预算指标键；该年度预算中的同一指标，无则为空｜Key of the indicator in the year''s budget; null where none was found';
comment on column fact_result.budget_value is '预算指标值；该年度预算所印｜Target as the year''s budget printed it';
comment on column fact_result.match_method is '对应方法；name 同名、code 同代码、stem 同词干、likeness 相似、override 人工，无则为空｜How it was matched to the year''s budget; null where it was not';
comment on column fact_result.match_score is '对应得分；0 到 1｜Score of the match, 0 to 1';
comment on column fact_result.match_evidence is '对应依据｜What the match rests on';
comment on column fact_result.target_differs is '目标不一致；自评表所重复的目标与预算所印不同，不能比较则为空｜Whether the self-evaluation repeats another target than the budget printed; null where there is nothing to compare';
comment on column fact_result.verification is '核验；proven 已证明、confirmed 人工确认、sum_proven 合计证明、unverified 未核验｜How the reading is verified';
comment on column fact_result.page is '页码｜Page it stands on';
comment on column fact_result.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_result.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_result.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_result.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
