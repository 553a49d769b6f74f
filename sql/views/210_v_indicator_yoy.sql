-- Each indicator against the same one of the institution's documented year before, as bridge_indicator pairs them.
--
-- grain: thread_key, fiscal_year
-- not null: institution_name, project_family_id, project_name, indicator_name, fiscal_year, basis, thread_key, trust
-- twin: 绩效指标同比
create view v_indicator_yoy as
from int_indicator_year
select institution_name, project_family_id, indicator_name, fiscal_year, basis, value, prior_value, change, stricter, direction,
    prior_fiscal_year, project_name, prior_indicator_name, method, score, document_key, page, indicator_key,
    prior_indicator_key, thread_key, prior_fiscal_year = fiscal_year - 1 as is_consecutive, deadline_change, trust;

comment on view v_indicator_yoy is '绩效指标同比；一行一个指标、年度；上年有而本年无的，记在本年，为 dropped｜Grain: indicator and year; what was dropped has a row in the year it is missing from';
comment on column v_indicator_yoy.indicator_name is '指标名称；如所印，删除的取上年｜Indicator name as printed; the prior year''s where it was dropped';
comment on column v_indicator_yoy.document_key is '文件键；删除的取上年文件｜Key of the document; of the prior year''s where it was dropped';
comment on column v_indicator_yoy.page is '页码；删除的取上年文件｜Page it stands on; in the prior year''s document where it was dropped';
comment on column v_indicator_yoy.indicator_key is '指标键；删除的为空｜Key of the indicator; null where it was dropped';
comment on column v_indicator_yoy.value is '本年值；如所印｜The year''s target as printed';
comment on column v_indicator_yoy.is_consecutive is '是否上一年；对比年度是否就是日历上的上一年，无对比年度则为空｜Whether the year compared with is the year before; null where there is none';
