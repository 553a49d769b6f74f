-- An institution's money by funding group, which compares across layouts, against the documented year before. A group that
-- the year no longer has stands with 0.
--
-- grain: institution_name, fiscal_year, funding_group
-- not null: institution_name, fiscal_year, funding_group, amount_yuan, trust
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- twin: 资金组构成
create view v_funding_group as
with either as (
    from int_institution_source_year as m join int_source_pair as y using (institution_name, fiscal_year)
    select m.institution_name, m.fiscal_year, m.funding_group, m.amount_yuan, 0 as prior_yuan, m.trust
    union all by name
    from int_institution_source_year as b join int_source_pair as y on y.institution_name = b.institution_name and y.prior_fiscal_year = b.fiscal_year
    select b.institution_name, y.fiscal_year, b.funding_group, 0 as amount_yuan, b.amount_yuan as prior_yuan, b.trust
    where y.comparable_by <> 'total'
), grouped as (
    from either select institution_name, fiscal_year, funding_group, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        sum(prior_yuan)::decimal(18, 2) as prior_yuan, case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
    group by all
)
from grouped as g
join int_source_pair as y using (institution_name, fiscal_year)
select g.institution_name, g.fiscal_year, g.funding_group, g.amount_yuan,
    round(g.amount_yuan::double / nullif(sum(g.amount_yuan) over same, 0)::double, 6) as share,
    y.prior_fiscal_year, y.prior_fiscal_year = g.fiscal_year - 1 as is_consecutive,
    case when y.comparable_by <> 'total' then g.prior_yuan end as prior_amount_yuan,
    (g.amount_yuan - case when y.comparable_by <> 'total' then g.prior_yuan end)::decimal(18, 2) as change_yuan,
    round(case when y.comparable_by <> 'total' then g.prior_yuan end::double / nullif(sum(g.prior_yuan) over same, 0)::double, 6) as prior_share,
    round(share - prior_share, 6) as share_change, y.comparable_by, y.coverage, g.trust
window same as (partition by g.institution_name, g.fiscal_year);

comment on view v_funding_group is '资金组构成；一行一个单位、年度、资金组｜Grain: institution, year and funding group';
comment on column v_funding_group.amount_yuan is '金额（元）｜Sum over the year''s projects in yuan; 0 where only the prior year has the group';
comment on column v_funding_group.share is '占比；占该单位当年资金｜Share of the institution''s money of the year; null where that is 0';
comment on column v_funding_group.prior_amount_yuan is '上年金额（元）；首个有文件的年度、一年区分来源而另一年未区分者为空｜The same of the prior documented year; null where there is none, or where only one of the years parts its money';
comment on column v_funding_group.change_yuan is '增减额（元）｜Change in yuan';
comment on column v_funding_group.prior_share is '上年占比；不可比则为空｜Share of the prior year''s money; null where groups do not compare';
comment on column v_funding_group.share_change is '占比变化；占比减上年占比｜Share less the prior share';
