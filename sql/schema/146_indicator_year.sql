-- 指标年度: filled at build from the facts (sql/derived); read it through v_indicator_yoy, v_target_drift, v_copied_indicators.
create table indicator_year (
    institution_name varchar not null,
    project_family_id varchar not null,
    project_name varchar not null,
    indicator_name varchar not null,
    fiscal_year integer not null,
    prior_fiscal_year integer,
    basis varchar not null check (basis in ('cycle', 'annual')),
    value varchar,
    prior_value varchar,
    change varchar check (change in ('raised', 'lowered', 'unchanged', 'rewritten', 'new', 'dropped')),
    stricter boolean,
    direction varchar,
    prior_indicator_name varchar,
    method varchar,
    score double,
    document_key varchar not null,
    project_key varchar not null,
    page integer not null,
    indicator_key varchar,
    prior_indicator_key varchar,
    thread_key varchar not null,
    copied_words boolean,
    unchanged_words boolean,
    unchanged_years integer,
    unchanged_since integer,
    first_fiscal_year integer,
    first_value varchar,
    check (indicator_key is not null or change = 'dropped')
);
comment on table indicator_year is '指标年度；一行一个指标、年度，上年有而本年无的记在本年，由事实表算出，供视图取用｜Grain: indicator and year, what was dropped in the year it is missing from; derived from the facts, read by the views';
comment on column indicator_year.institution_name is '单位名称｜Name of the institution that discloses';
comment on column indicator_year.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column indicator_year.project_name is '项目名称；如所印｜Project name as printed';
comment on column indicator_year.indicator_name is '指标名称；如所印，删除的取上年｜Indicator name as printed; the prior year''s where it was dropped';
comment on column indicator_year.fiscal_year is '预算年度｜Fiscal year';
comment on column indicator_year.prior_fiscal_year is '对比年度；该单位上一个有文件的年度，无则为空｜The documented year before; null where there is none';
comment on column indicator_year.basis is '对比口径；cycle 周期值（两年都印有）、annual 年度值｜What is compared: the cycle value where both years print one, else the annual';
comment on column indicator_year.value is '本年值；如所印｜The year''s target as printed';
comment on column indicator_year.prior_value is '上年值；如所印｜The prior documented year''s target as printed';
comment on column indicator_year.change is '变化；raised 提高、lowered 降低、unchanged 未变、rewritten 改写、new 新增、dropped 删除，首个有文件的年度为空｜How the target changed; null in the first documented year';
comment on column indicator_year.stricter is '更严；按方向是否要求更多，不明则为空｜Whether the change asks for more, by the target''s direction; null where unknown';
comment on column indicator_year.direction is '方向；more 越多越好、less 越少越好、空为不明｜Whether more or less is better; null where unknown';
comment on column indicator_year.prior_indicator_name is '上年指标名称；如所印｜Name of the prior year''s indicator as printed';
comment on column indicator_year.method is '相承方法；name 同名、stem 同词干、likeness 相似｜How the indicator was matched';
comment on column indicator_year.score is '相承得分；0 到 1｜Score of the match, 0 to 1';
comment on column indicator_year.document_key is '文件键；删除的取上年文件｜Key of the document; of the prior year''s where it was dropped';
comment on column indicator_year.project_key is '项目键；删除的取上年项目｜Key of the project; of the prior year''s where it was dropped';
comment on column indicator_year.page is '页码；删除的取上年文件｜Page it stands on; in the prior year''s document where it was dropped';
comment on column indicator_year.indicator_key is '指标键；删除的为空｜Key of the indicator; null where it was dropped';
comment on column indicator_year.prior_indicator_key is '上年指标键｜Key of the prior year''s indicator';
comment on column indicator_year.thread_key is '指标线键；沿各年度相承的指标同一个键，即其首见者的指标键｜Thread: the key of the first indicator that this one carries on through the years';
comment on column indicator_year.copied_words is '同年逐字重复；同单位另一项目有相同名称与值｜Whether it stands word for word in another project of the institution and year';
comment on column indicator_year.unchanged_words is '与上年逐字相同；名称与值｜Whether name and values are the prior year''s word for word';
comment on column indicator_year.unchanged_years is '连续未变年数；含本年，1 为本年新定或改过｜Documented years in a row that the target has stood, this one included';
comment on column indicator_year.unchanged_since is '自哪年起未变｜The year since which the target has stood';
comment on column indicator_year.first_fiscal_year is '指标首见年度｜First year of the indicator';
comment on column indicator_year.first_value is '首见值；如所印｜Its target in the first year as printed';
