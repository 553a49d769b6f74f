-- Targets that print a number which the grammar cannot read: our gap, not the institution's.
--
-- grain: indicator_key
-- twin: 未能解析指标
create view v_unparsed as
from v_indicator
select institution_name, fiscal_year, project_seq, project_name, project_family_id, indicator_seq, indicator_name,
    cycle_value, annual_value, document_key, page, file_name, indicator_key, trust
where cycle_nature = 'unparsed' or annual_nature = 'unparsed';

comment on view v_unparsed is '未能解析指标；一行一个印有数字而未能解析其值的指标，是解析之不足，不是单位之过｜Grain: indicator with a number that we cannot parse';
