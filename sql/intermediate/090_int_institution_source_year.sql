-- Each institution's money of a source in a year, for comparing.
--
-- grain: institution_name, funding_source, fiscal_year
create view int_institution_source_year as
from int_current_project as p
join fact_funding as f using (document_key, project_key, fiscal_year)
join dim_category as c using (category_key)
select p.institution_name, p.fiscal_year, c.level1_name as funding_source, c.funding_group,
    sum(f.amount_yuan)::decimal(18, 2) as amount_yuan, case when bool_or(p.trust = 'doubtful') then 'doubtful' else 'proven' end as trust
where f.verification <> 'unverified'
group by all;

comment on view int_institution_source_year is '单位资金来源年度；一行一个单位、资金来源、年度，供对比视图取用｜Grain: institution, funding source and year; read by the comparing views';
comment on column int_institution_source_year.amount_yuan is '本年金额（元）；该来源之和｜Sum of the source over the year''s projects in yuan';
