-- The money of all institutions by funding group and year. Change compares only institutions that are documented in the year
-- and in the year before and part their money in both; coverage is their part of the year's money.
--
-- grain: fiscal_year, funding_group
-- not null: fiscal_year, funding_group, amount_yuan, institution_count, compared_institution_count, uncompared_institution_count, trust
-- reconciles: amount_yuan with fact_funding by fiscal_year
-- twin: 资金组年度
create view v_funding_group_year as
with sums as (
    from v_funding_group
    select fiscal_year, funding_group, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        (sum(amount_yuan) filter (is_consecutive and comparable_by <> 'total'))::decimal(18, 2) as comparable_yuan,
        (sum(prior_amount_yuan) filter (is_consecutive and comparable_by <> 'total'))::decimal(18, 2) as prior_yuan,
        (count(*) filter (amount_yuan > 0))::integer as institutions,
        (count(*) filter (is_consecutive and comparable_by <> 'total'))::integer as compared,
        (count(*) filter (amount_yuan > 0 and (is_consecutive and comparable_by <> 'total') is not true))::integer as uncompared,
        case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
    group by all
)
from sums as s
select s.fiscal_year, s.funding_group, s.amount_yuan, s.comparable_yuan as comparable_amount_yuan, s.prior_yuan as prior_amount_yuan,
    (s.comparable_yuan - s.prior_yuan)::decimal(18, 2) as change_yuan,
    round((s.comparable_yuan - s.prior_yuan)::double / nullif(s.prior_yuan, 0)::double, 6) as change_ratio,
    round(s.amount_yuan::double / nullif(sum(s.amount_yuan) over same, 0)::double, 6) as share,
    round(s.comparable_yuan::double / nullif(sum(s.comparable_yuan) over same, 0)::double, 6) as comparable_share,
    round(s.prior_yuan::double / nullif(sum(s.prior_yuan) over same, 0)::double, 6) as prior_share,
    round(comparable_share - prior_share, 6) as share_change,
    round(coalesce(sum(s.comparable_yuan) over same, 0)::double / nullif(sum(s.amount_yuan) over same, 0)::double, 6) as coverage,
    s.institutions as institution_count, s.compared as compared_institution_count, s.uncompared as uncompared_institution_count,
    case when s.compared > 0 then s.fiscal_year - 1 end as prior_fiscal_year, case when s.compared > 0 then true end as is_consecutive, s.trust
window same as (partition by s.fiscal_year);

comment on view v_funding_group_year is '资金组年度；一行一个年度、资金组，跨单位｜Grain: year and funding group, across institutions';
comment on column v_funding_group_year.amount_yuan is '金额（元）；所有单位之和｜Sum over all institutions in yuan';
comment on column v_funding_group_year.comparable_amount_yuan is '可比本年金额（元）；只计可比的单位｜This year''s sum of the institutions compared';
comment on column v_funding_group_year.prior_amount_yuan is '上年金额（元）；同样的单位，上一年度之和｜The year before''s sum of the same institutions';
comment on column v_funding_group_year.change_yuan is '可比增减额（元）｜Change in yuan among the institutions compared';
comment on column v_funding_group_year.change_ratio is '可比增减率；上年为 0 则为空｜That change over the year before''s sum; null where that is 0 or unknown';
comment on column v_funding_group_year.share is '占比；占全部单位该年资金｜Share of all institutions'' money of the year';
comment on column v_funding_group_year.comparable_share is '可比占比；可比单位本年资金之中｜Share of the compared institutions'' money of the year';
comment on column v_funding_group_year.prior_share is '上年占比；可比单位上年资金之中｜Share of the compared institutions'' money of the year before';
comment on column v_funding_group_year.share_change is '占比变化；可比占比减上年占比｜Comparable share less the prior share';
comment on column v_funding_group_year.coverage is '覆盖率；可比单位的资金占全部单位该年资金｜Share of the year''s money that is of institutions compared';
comment on column v_funding_group_year.institution_count is '单位数；本年有该组资金｜Number of institutions with money of the group';
comment on column v_funding_group_year.compared_institution_count is '可比单位数；连续两年都有文件且都区分来源｜Number of institutions compared: documented in both years, their money parted in both';
comment on column v_funding_group_year.uncompared_institution_count is '不可比单位数；本年有该组资金而不可比｜Number of institutions with money of the group that cannot be compared';
