-- The money of all institutions by year. Change compares only institutions documented in the year and in the year before.
--
-- grain: fiscal_year
-- not null: fiscal_year, amount_yuan, institution_count, compared_institution_count, uncompared_institution_count, trust
-- reconciles: amount_yuan with fact_funding by fiscal_year
-- twin: 全部单位同比
create view v_total_yoy as
with sums as (
    from v_institution_yoy
    select fiscal_year, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        (sum(amount_yuan) filter (is_consecutive))::decimal(18, 2) as comparable_yuan,
        (sum(prior_amount_yuan) filter (is_consecutive))::decimal(18, 2) as prior_yuan,
        count(*)::integer as institutions, (count(*) filter (is_consecutive))::integer as compared,
        (sum(amount_yuan) filter (is_consecutive and trust = 'proven'))::decimal(18, 2) as proven,
        (sum(prior_amount_yuan) filter (is_consecutive and trust = 'proven'))::decimal(18, 2) as prior_proven,
        (count(*) filter (is_consecutive and trust = 'doubtful'))::integer as left_out_count,
        case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
    group by all
)
from sums as s
left join dim_year as y using (fiscal_year)
left join dim_year as p on p.fiscal_year = s.fiscal_year - 1
select s.fiscal_year, y.plan_period, s.amount_yuan, s.prior_yuan as prior_amount_yuan, s.comparable_yuan as comparable_amount_yuan,
    (s.comparable_yuan - s.prior_yuan)::decimal(18, 2) as change_yuan,
    round((s.comparable_yuan - s.prior_yuan)::double / nullif(s.prior_yuan, 0)::double, 6) as change_ratio,
    s.institutions as institution_count, s.compared as compared_institution_count,
    s.institutions - s.compared as uncompared_institution_count,
    case when s.compared > 0 then s.fiscal_year - 1 end as prior_fiscal_year, case when s.compared > 0 then true end as is_consecutive,
    round(s.comparable_yuan::double / nullif(s.prior_yuan, 0)::double * p.price_level / y.price_level - 1, 6) as real_change_ratio,
    s.proven as proven_yuan, s.prior_proven as prior_proven_yuan,
    round((s.proven - s.prior_proven)::double / nullif(s.prior_proven, 0)::double, 6) as proven_change_ratio,
    s.left_out_count, s.trust;

comment on view v_total_yoy is '全部单位同比；一行一个年度，跨单位｜Grain: year, across institutions';
comment on column v_total_yoy.amount_yuan is '金额（元）；所有单位之和｜Sum over all institutions in yuan';
comment on column v_total_yoy.prior_amount_yuan is '上年金额（元）；本年与上一年度都有文件的单位，上一年度之和｜The year before''s sum of the institutions documented in both years';
comment on column v_total_yoy.change_yuan is '可比增减额（元）；只比本年与上一年度都有文件的单位｜Change in yuan among institutions documented in the year and the year before';
comment on column v_total_yoy.change_ratio is '可比增减率；上年为 0 则为空｜That change over the year before''s sum; null where that is 0 or unknown';
comment on column v_total_yoy.comparable_amount_yuan is '可比本年金额（元）；只计上一年度有文件的单位｜This year''s sum of institutions documented in the year before';
comment on column v_total_yoy.institution_count is '单位数｜Number of institutions';
comment on column v_total_yoy.compared_institution_count is '可比单位数；本年与上一年度都有文件｜Number of institutions compared: documented in both years';
comment on column v_total_yoy.uncompared_institution_count is '不可比单位数；上一年度无文件｜Number of institutions without a document of the year before';
