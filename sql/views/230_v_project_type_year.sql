-- Each project type's money over the years, across institutions. Change compares only institutions documented in the
-- year and in the year before: over a gap, two years' change would pass for one's.
--
-- grain: project_type, fiscal_year
-- not null: project_type, fiscal_year, amount_yuan, institution_count, project_count, compared_institution_count, trust
-- reconciles: amount_yuan with fact_funding by fiscal_year
-- twin: 项目类型年度
create view v_project_type_year as
with sums as (
    from int_institution_type_change
    select project_type, fiscal_year, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        (sum(amount_yuan) filter (is_compared))::decimal(18, 2) as comparable_yuan,
        (sum(prior_amount_yuan) filter (is_compared))::decimal(18, 2) as prior_yuan,
        (count(*) filter (stands))::integer as institutions, sum(project_count)::integer as projects,
        (count(*) filter (is_compared))::integer as compared, (count(*) filter (stands and not is_compared))::integer as uncompared,
        (sum(amount_yuan) filter (is_compared and trust = 'proven'))::decimal(18, 2) as proven,
        (sum(prior_amount_yuan) filter (is_compared and trust = 'proven'))::decimal(18, 2) as prior_proven,
        (count(*) filter (is_compared and trust = 'doubtful'))::integer as left_out_count,
        case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
    group by all
)
from sums as s
left join dim_year as y using (fiscal_year)
left join dim_year as p on p.fiscal_year = s.fiscal_year - 1
select s.project_type, s.fiscal_year, s.amount_yuan, s.prior_yuan as prior_amount_yuan,
    (s.comparable_yuan - s.prior_yuan)::decimal(18, 2) as change_yuan,
    round((s.comparable_yuan - s.prior_yuan)::double / nullif(s.prior_yuan, 0)::double, 6) as change_ratio,
    s.comparable_yuan as comparable_amount_yuan, s.institutions as institution_count, s.projects as project_count,
    s.compared as compared_institution_count, s.uncompared as uncompared_institution_count,
    case when s.compared > 0 then s.fiscal_year - 1 end as prior_fiscal_year, case when s.compared > 0 then true end as is_consecutive,
    round(s.amount_yuan::double / nullif(sum(s.amount_yuan) over same, 0)::double, 6) as share,
    round(s.comparable_yuan::double / nullif(sum(s.comparable_yuan) over same, 0)::double, 6) as comparable_share,
    round(s.prior_yuan::double / nullif(sum(s.prior_yuan) over same, 0)::double, 6) as prior_share,
    round(comparable_share - prior_share, 6) as share_change,
    round(s.comparable_yuan::double / nullif(s.prior_yuan, 0)::double * p.price_level / y.price_level - 1, 6) as real_change_ratio,
    s.proven as proven_yuan, s.prior_proven as prior_proven_yuan,
    round((s.proven - s.prior_proven)::double / nullif(s.prior_proven, 0)::double, 6) as proven_change_ratio,
    s.left_out_count, s.trust
window same as (partition by s.fiscal_year);

comment on view v_project_type_year is '项目类型年度；一行一个项目类型、年度，跨单位｜Grain: project type and year, across institutions';
comment on column v_project_type_year.amount_yuan is '金额（元）；所有单位该类项目之和｜Sum over all institutions in yuan';
comment on column v_project_type_year.prior_amount_yuan is '上年金额（元）；本年与上一年度都有文件的单位，上一年度之和｜The year before''s sum of the institutions documented in both years';
comment on column v_project_type_year.change_yuan is '可比增减额（元）；只比本年与上一年度都有文件的单位｜Change in yuan among institutions documented in the year and the year before';
comment on column v_project_type_year.change_ratio is '可比增减率；上年为 0 则为空｜That change over the year before''s sum; null where that is 0 or unknown';
comment on column v_project_type_year.comparable_amount_yuan is '可比本年金额（元）；只计上一年度有文件的单位｜This year''s sum of institutions documented in the year before';
comment on column v_project_type_year.institution_count is '单位数；本年有该类项目｜Number of institutions with the type in the year';
comment on column v_project_type_year.compared_institution_count is '可比单位数；本年与上一年度都有文件，且任一年有该类项目｜Number of institutions compared: documented in both years, with the type in either';
comment on column v_project_type_year.uncompared_institution_count is '不可比单位数；本年有该类项目而上一年度无文件｜Number of institutions with the type that have no document of the year before';
comment on column v_project_type_year.share is '占比；占全部单位该年资金｜Share of all institutions'' money of the year';
comment on column v_project_type_year.comparable_share is '可比占比；可比单位本年资金之中｜Share of the compared institutions'' money of the year';
comment on column v_project_type_year.prior_share is '上年占比；可比单位上年资金之中｜Share of the compared institutions'' money of the year before';
comment on column v_project_type_year.share_change is '占比变化；可比占比减上年占比｜Comparable share less the prior share';
