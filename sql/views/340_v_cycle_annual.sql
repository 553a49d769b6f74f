-- Indicators whose annual and cycle targets differ; annual below cycle is usually construction in progress.
--
-- grain: indicator_key
-- twin: 周期值与年度值
create view v_cycle_annual as
from v_indicator
select institution_name, fiscal_year, project_seq, project_name, project_family_id, indicator_seq, indicator_name,
    cycle_value, annual_value,
    case
        when annual_kind <> 'number' or cycle_kind <> 'number' or annual_standard_unit <> cycle_standard_unit then 'other'
        when annual_standard_number < cycle_standard_number then 'annual below cycle'
        when annual_standard_number > cycle_standard_number then 'annual above cycle'
        else 'same number'
    end as relation,
    direction, document_key, page, file_name, indicator_key, trust
where cycle_value <> annual_value
    and translate(cycle_value, e' \t\r\n', '') <> translate(annual_value, e' \t\r\n', '');

comment on view v_cycle_annual is '周期值与年度值；一行一个两值不同的指标｜Grain: indicator whose annual and cycle targets differ as printed';
comment on column v_cycle_annual.relation is '两值关系；annual below cycle 年度低、annual above cycle 年度高、same number 数同、other 不可比｜How the annual target stands to the cycle target';
