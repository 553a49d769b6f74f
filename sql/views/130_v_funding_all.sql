-- Money of current documents, also what was read by OCR and not confirmed; v_funding is all but the unverified of it.
--
-- grain: institution_name, fiscal_year, project_key, funding_source
-- not null: institution_name, fiscal_year, project_name, project_family_id, project_type, funding_source, amount_yuan, verification, trust
-- twin: 项目资金含未核实
create view v_funding_all as
from fact_funding as f
join fact_project as p using (document_key, project_key, fiscal_year)
join dim_project as n using (project_key)
join dim_institution as i on i.institution_key = f.institution_key
join dim_category as c on c.category_key = f.category_key
join dim_category as t on t.category_key = n.project_type_key
select i.institution_name, fiscal_year, p.project_seq, n.project_name, f.project_family_id, t.level1_name as project_type,
    c.level1_name as funding_source, f.amount_yuan, document_key, project_key, f.printed_amount, f.page,
    f.verification,
    case when f.verification = 'unverified' then 'unverified' when p.is_doubtful then 'doubtful' else 'proven' end as trust;

comment on view v_funding_all is '项目资金含未核实；一行一个项目、年度、资金来源，也含 OCR 读出而未核实者｜Grain: project, year and funding source; also what OCR read and nobody confirmed';
