-- Where an institution's money of a year comes from. Sources compare only between years that are printed on the same layout:
-- forms print 财政专户 within 其他资金, and some print a total alone. v_funding_group compares across layouts.
--
-- grain: institution_name, fiscal_year, funding_source
-- not null: funding_group, trust
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- twin: 资金来源构成
create view v_funding_mix as
from int_institution_source_year as m
join int_source_pair as y using (institution_name, fiscal_year)
left join int_institution_source_year as b
    on b.institution_name = m.institution_name and b.funding_source = m.funding_source
    and b.fiscal_year = y.prior_fiscal_year and y.comparable_by = 'source'
left join int_institution_year as p on p.institution_name = m.institution_name and p.fiscal_year = y.prior_fiscal_year
select m.institution_name, m.fiscal_year, m.funding_source, m.amount_yuan,
    round(m.amount_yuan::double / nullif(sum(m.amount_yuan) over (partition by m.institution_name, m.fiscal_year), 0)::double, 6) as share,
    y.prior_fiscal_year,
    case when y.comparable_by = 'source' then coalesce(b.amount_yuan, 0)::decimal(18, 2) end as prior_amount_yuan,
    case when y.comparable_by = 'source'
        then round(coalesce(b.amount_yuan, 0)::double / nullif(p.amount_yuan, 0)::double, 6) end as prior_share,
    round(share - prior_share, 6) as share_change, m.funding_group, y.comparable_by, y.coverage,
    y.prior_fiscal_year = m.fiscal_year - 1 as is_consecutive,
    case when 'doubtful' in (m.trust, b.trust) then 'doubtful' else 'proven' end as trust;

comment on view v_funding_mix is '资金来源构成；一行一个单位、年度、资金来源｜Grain: institution, year and funding source';
comment on column v_funding_mix.amount_yuan is '金额（元）｜Sum over the year''s projects in yuan';
comment on column v_funding_mix.share is '占比；占该单位当年资金｜Share of the institution''s money of the year; null where that is 0';
comment on column v_funding_mix.prior_amount_yuan is '上年金额（元）；首个有文件的年度、来源不可比者为空｜The same of the prior documented year; null where there is none, or where the years'' sources do not compare';
comment on column v_funding_mix.prior_share is '上年占比；来源不可比则为空｜Share of the prior year''s money; null where sources do not compare';
comment on column v_funding_mix.share_change is '占比变化；占比减上年占比｜Share less the prior share';
