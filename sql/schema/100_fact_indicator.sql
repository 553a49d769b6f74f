-- 指标: what current documents print: values, parsed targets, and where on the page they stand.
--
-- grain: indicator_key
create table fact_indicator (
    indicator_key varchar primary key,
    document_key varchar not null,
    project_key varchar not null,
    category_key varchar not null references dim_category (category_key),
    fiscal_year integer not null,
    institution_key varchar not null,
    project_family_id varchar not null,
    indicator_seq integer not null check (indicator_seq >= 1),
    level1_code varchar,
    level1_name varchar,
    level2_code varchar,
    level2_name varchar,
    indicator_name varchar not null,
    indicator_stem varchar not null,
    cycle_value varchar,
    annual_value varchar,
    annual_kind varchar check (annual_kind in ('number', 'range', 'boolean', 'date', 'text')),
    annual_operator varchar check (annual_operator in ('=', '>=', '>', '<=', '<', 'between')),
    annual_number double,
    annual_number_high double,
    annual_unit varchar,
    annual_standard_number double,
    annual_standard_unit varchar,
    annual_nature varchar check (annual_nature in ('number', 'range', 'boolean', 'date', 'change', 'grade', 'ratio', 'parts', 'wording', 'unparsed')),
    annual_date date,
    annual_base varchar,
    annual_measure double,
    annual_measure_operator varchar,
    annual_measure_unit varchar,
    cycle_kind varchar check (cycle_kind in ('number', 'range', 'boolean', 'date', 'text')),
    cycle_operator varchar check (cycle_operator in ('=', '>=', '>', '<=', '<', 'between')),
    cycle_number double,
    cycle_number_high double,
    cycle_unit varchar,
    cycle_standard_number double,
    cycle_standard_unit varchar,
    cycle_nature varchar check (cycle_nature in ('number', 'range', 'boolean', 'date', 'change', 'grade', 'ratio', 'parts', 'wording', 'unparsed')),
    cycle_date date,
    cycle_base varchar,
    cycle_measure double,
    cycle_measure_operator varchar,
    cycle_measure_unit varchar,
    thread_key varchar not null,
    direction varchar check (direction in ('more', 'less')),
    verification varchar not null default 'proven' check (verification in ('proven', 'confirmed', 'sum_proven', 'unverified')),
    page integer not null check (page >= 1),
    x0 double,
    top double,
    x1 double,
    bottom double,
    foreign key (document_key, project_key, fiscal_year) references fact_project (document_key, project_key, fiscal_year),
    check (annual_kind is null or annual_value is not null),
    check (cycle_kind is null or cycle_value is not null),
    check (annual_kind not in ('number', 'range') or annual_number is not null),
    check (cycle_kind not in ('number', 'range') or cycle_number is not null)
);
comment on table fact_indicator is '指标事实表；一行一个现行文件、项目、指标｜Indicators of current documents; one row a document, project and indicator';
comment on column fact_indicator.indicator_key is '指标键｜Key of the indicator, from document, project and sequence';
comment on column fact_indicator.document_key is '文件键｜Key of the document';
comment on column fact_indicator.project_key is '项目键｜Key of the project';
comment on column fact_indicator.category_key is '类别键；规范指标类别｜Key of the canonical indicator category';
comment on column fact_indicator.fiscal_year is '预算年度｜Fiscal year';
comment on column fact_indicator.indicator_seq is '指标序号；在本项目中的次序｜Order of the indicator in its project';
comment on column fact_indicator.level1_code is '一级指标代码；如所印｜Level-1 code as printed';
comment on column fact_indicator.level1_name is '一级指标；如所印｜Level-1 name as printed';
comment on column fact_indicator.level2_code is '二级指标代码；如所印｜Level-2 code as printed';
comment on column fact_indicator.level2_name is '二级指标；如所印｜Level-2 name as printed';
comment on column fact_indicator.indicator_name is '指标名称；如所印｜Indicator name as printed';
comment on column fact_indicator.indicator_stem is '指标词干；去掉单位、括号与量词后的名称，供比较｜Name without unit, brackets and counters, for comparison';
comment on column fact_indicator.cycle_value is '实施周期指标值；如所印｜Cycle target as printed';
comment on column fact_indicator.annual_value is '年度指标值；如所印｜Annual target as printed';
comment on column fact_indicator.annual_kind is '年度值种类；number 数、range 区间、boolean 是否、date 日期、text 文字｜Kind of the annual target';
comment on column fact_indicator.annual_operator is '年度值符号；未印则为 =，文字、是否、日期为空｜Operator of the annual target; = where none is printed';
comment on column fact_indicator.annual_number is '年度值数；所印的数｜Number of the annual target as printed; low end of a range';
comment on column fact_indicator.annual_number_high is '年度值上限；仅区间｜High end of the annual target, ranges only';
comment on column fact_indicator.annual_unit is '年度值单位；如所印，未印为空串｜Unit of the annual target as printed, empty where none';
comment on column fact_indicator.annual_standard_number is '年度值标准数；万、亿等乘开之后｜Number of the annual target with 万, 亿 and the like multiplied in';
comment on column fact_indicator.annual_standard_unit is '年度值标准单位｜Unit of the annual target after multipliers; from brackets in the name where the value has none';
comment on column fact_indicator.annual_nature is '年度值性质；种类之外，把文字再分为 change 增减、grade 等级、ratio 比值、parts 多个值、wording 措辞、unparsed 未能解析｜What the annual target is: its kind, and of texts a change against another year, a grade, a ratio, several values, a wording, or a number that we cannot parse';
comment on column fact_indicator.annual_date is '年度值期限；所指的最后一天，仅日期｜Deadline: the last day that a date means, dates only';
comment on column fact_indicator.annual_base is '年度值比较基准；仅增减，如 上年｜What a change is against, as 上年; changes only';
comment on column fact_indicator.annual_measure is '年度值增减量或比值；下降为负｜Amount of a change, below zero for a fall, or a ratio''s value';
comment on column fact_indicator.annual_measure_operator is '年度值增减符号｜Operator of a change or ratio';
comment on column fact_indicator.annual_measure_unit is '年度值增减单位｜Unit of a change as printed';
comment on column fact_indicator.cycle_kind is '周期值种类；number 数、range 区间、boolean 是否、date 日期、text 文字｜Kind of the cycle target';
comment on column fact_indicator.cycle_operator is '周期值符号；未印则为 =，文字、是否、日期为空｜Operator of the cycle target; = where none is printed';
comment on column fact_indicator.cycle_number is '周期值数；所印的数｜Number of the cycle target as printed; low end of a range';
comment on column fact_indicator.cycle_number_high is '周期值上限；仅区间｜High end of the cycle target, ranges only';
comment on column fact_indicator.cycle_unit is '周期值单位；如所印，未印为空串｜Unit of the cycle target as printed, empty where none';
comment on column fact_indicator.cycle_standard_number is '周期值标准数；万、亿等乘开之后｜Number of the cycle target with 万, 亿 and the like multiplied in';
comment on column fact_indicator.cycle_standard_unit is '周期值标准单位｜Unit of the cycle target after multipliers; from brackets in the name where the value has none';
comment on column fact_indicator.cycle_nature is '周期值性质；种类之外，把文字再分为 change 增减、grade 等级、ratio 比值、parts 多个值、wording 措辞、unparsed 未能解析｜What the cycle target is: its kind, and of texts a change against another year, a grade, a ratio, several values, a wording, or a number that we cannot parse';
comment on column fact_indicator.cycle_date is '周期值期限；所指的最后一天，仅日期｜Deadline: the last day that a date means, dates only';
comment on column fact_indicator.cycle_base is '周期值比较基准；仅增减，如 上年｜What a change is against, as 上年; changes only';
comment on column fact_indicator.cycle_measure is '周期值增减量或比值；下降为负｜Amount of a change, below zero for a fall, or a ratio''s value';
comment on column fact_indicator.cycle_measure_operator is '周期值增减符号｜Operator of a change or ratio';
comment on column fact_indicator.cycle_measure_unit is '周期值增减单位｜Unit of a change as printed';
comment on column fact_indicator.thread_key is '指标线键；沿各年度相承的指标同一个键，即其首见者的指标键｜Thread: the key of the first indicator that this one carries on through the years';
comment on column fact_indicator.direction is '方向；more 越多越好、less 越少越好、空为不明｜Whether more or less is better; null where unknown';
comment on column fact_indicator.institution_key is '单位键｜Key of the institution';
comment on column fact_indicator.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column fact_indicator.verification is '核实；proven 已证、confirmed 人工确认、sum_proven 合计相符、unverified 未核实｜How the reading was verified';
comment on column fact_indicator.page is '页码｜Page it stands on';
comment on column fact_indicator.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_indicator.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_indicator.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_indicator.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
