-- Money: the fiscal year's own, by project and source.
--
-- grain: institution_name, fiscal_year, project_key, funding_source
-- not null: institution_name, fiscal_year, project_name, project_family_id, project_type, funding_source, amount_yuan, trust
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- twin: 项目资金
create view v_funding as
from int_current_project as p
join fact_funding as f using (document_key, project_key, fiscal_year)
join dim_category as c using (category_key)
select p.institution_name, p.fiscal_year, p.project_seq, p.project_name, p.project_family_id, p.project_type,
    c.level1_name as funding_source, f.amount_yuan, f.document_key, f.project_key, f.printed_amount, f.page, p.trust
where f.verification <> 'unverified';

comment on view v_funding is '项目资金；一行一个项目、年度、资金来源｜Grain: project, year and funding source; additive';
comment on column v_funding.funding_source is '资金来源；财政拨款、财政专户拨款、上年结转资金、其他资金，只印合计的为未区分｜Funding source; 未区分 where a total alone is printed';
