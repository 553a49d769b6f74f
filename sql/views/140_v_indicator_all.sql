-- Indicators of current documents, also what was read by OCR and not confirmed; v_indicator is all but the unverified of it.
--
-- grain: indicator_key
-- not null: institution_name, fiscal_year, project_name, project_family_id, indicator_name, verification, trust
-- twin: 绩效指标含未核实
create view v_indicator_all as
from fact_indicator as f
join fact_project as p using (document_key, project_key, fiscal_year)
join dim_project as n using (project_key)
join dim_institution as i on i.institution_key = f.institution_key
select i.institution_name, fiscal_year, p.project_seq, n.project_name, f.project_family_id, f.indicator_seq,
    f.level1_code, f.level1_name, f.level2_code, f.level2_name, f.indicator_name, f.cycle_value, f.annual_value,
    f.annual_kind, f.annual_operator, f.annual_number, f.annual_number_high, f.annual_unit,
    f.cycle_kind, f.cycle_operator, f.cycle_number, f.cycle_number_high, f.cycle_unit,
    document_key, f.page, project_key, f.indicator_key, f.thread_key, f.verification,
    case when f.verification = 'unverified' then 'unverified' when p.is_doubtful then 'doubtful' else 'proven' end as trust;

comment on view v_indicator_all is '绩效指标含未核实；一行一个项目、年度、指标，也含 OCR 读出而未核实者｜Grain: project, year and indicator; also what OCR read and nobody confirmed';
