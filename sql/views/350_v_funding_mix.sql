-- Where an institution's money of a year comes from.
--
-- grain: institution_name, fiscal_year, funding_source
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- twin: 资金来源构成
create view v_funding_mix as
from int_institution_source_year as m
join int_documented_year as y using (institution_name, fiscal_year)
left join int_institution_source_year as b
    on b.institution_name = m.institution_name and b.funding_source = m.funding_source
    and b.fiscal_year = y.prior_fiscal_year
select m.institution_name, m.fiscal_year, m.funding_source, m.amount_yuan,
    round(m.amount_yuan::double / nullif(sum(m.amount_yuan) over (partition by m.institution_name, m.fiscal_year), 0)::double, 6) as share,
    y.prior_fiscal_year,
    case when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0)::decimal(18, 2) end as prior_amount_yuan;

comment on view v_funding_mix is '资金来源构成；一行一个单位、年度、资金来源｜Grain: institution, year and funding source';
comment on column v_funding_mix.amount_yuan is '金额（元）｜Sum over the year''s projects in yuan';
comment on column v_funding_mix.share is '占比；占该单位当年资金｜Share of the institution''s money of the year; null where that is 0';
comment on column v_funding_mix.prior_amount_yuan is '上年金额（元）；首个有文件的年度为空｜The same of the prior documented year; null where there is none';
