-- Each family's money against the institution's documented year before. A year without a document is skipped: never an end.
--
-- grain: institution_name, project_family_id, fiscal_year
-- not null: institution_name, project_family_id, project_name, fiscal_year, amount_yuan, resumed, trust
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- reconciles: prior_amount_yuan with fact_funding by institution_name, prior_fiscal_year
-- twin: 项目资金同比
create view v_funding_yoy as
from int_family_change as f
left join int_institution_year as n using (institution_name, fiscal_year)
left join int_institution_year as b on b.institution_name = f.institution_name and b.fiscal_year = f.prior_fiscal_year
left join dim_family as d using (project_family_id)
left join int_institution_succession as s on s.institution_name = f.institution_name and s.fiscal_year = f.fiscal_year
left join int_family_succession as h on h.institution_name = f.institution_name and h.fiscal_year = f.fiscal_year
    and h.family_stem = d.family_stem
left join dim_year as y on y.fiscal_year = f.fiscal_year
left join dim_year as p on p.fiscal_year = f.prior_fiscal_year
select f.institution_name, f.project_family_id, f.project_name, f.project_type, f.fiscal_year, f.amount_yuan, f.prior_amount_yuan,
    (f.amount_yuan - f.prior_amount_yuan)::decimal(18, 2) as change_yuan,
    round((f.amount_yuan - f.prior_amount_yuan)::double / nullif(f.prior_amount_yuan, 0)::double, 6) as change_ratio,
    f.status, f.prior_fiscal_year, f.prior_project_name, f.project_count, f.resumed,
    f.prior_fiscal_year = f.fiscal_year - 1 as is_consecutive,
    round(f.amount_yuan::double / nullif(n.amount_yuan, 0)::double, 6) as share,
    round(f.prior_amount_yuan::double / nullif(b.amount_yuan, 0)::double, 6) as prior_share,
    round(share - prior_share, 6) as share_change,
    round(f.amount_yuan::double / nullif(f.prior_amount_yuan, 0)::double * p.price_level / y.price_level - 1, 6) as real_change_ratio,
    s.kinds as succession,
    case when s.fiscal_year is null then f.prior_amount_yuan when s.prior_amount_yuan is null then null
        when h.fiscal_year is null then coalesce(f.prior_amount_yuan, 0)
        else coalesce(f.prior_amount_yuan, 0) + h.inherited_yuan end::decimal(18, 2) as adjusted_prior_amount_yuan,
    (f.amount_yuan - adjusted_prior_amount_yuan)::decimal(18, 2) as adjusted_change_yuan,
    round(adjusted_change_yuan::double / nullif(adjusted_prior_amount_yuan, 0)::double, 6) as adjusted_change_ratio,
    f.trust;

comment on view v_funding_yoy is '项目资金同比；一行一个单位、项目族、年度；上年有而本年无的，记在本年，为 ended｜Grain: institution, family and year; what ended has a row in the year it is missing from';
comment on column v_funding_yoy.project_name is '项目名称；本年金额最大的一个，已结束的取上年｜Name of the family''s largest project of the year; of the prior year where it ended';
comment on column v_funding_yoy.amount_yuan is '本年金额（元）；本族各项目之和｜Sum over the family''s projects of the year; 0 where it ended';
comment on column v_funding_yoy.change_yuan is '增减额（元）｜Change in yuan';
comment on column v_funding_yoy.change_ratio is '增减率；上年为 0 则为空｜Change over the prior amount; null where that is 0 or unknown';
comment on column v_funding_yoy.is_consecutive is '是否上一年；对比年度是否就是日历上的上一年，无对比年度则为空｜Whether the year compared with is the year before; null where there is none';
comment on column v_funding_yoy.share is '占比；占单位该年资金｜Share of the institution''s money of the year';
comment on column v_funding_yoy.prior_share is '上年占比；占单位上一有文件年度资金｜Share of the institution''s money of the prior documented year';
comment on column v_funding_yoy.share_change is '占比变化；占比减上年占比｜Share less the prior share';
comment on column v_funding_yoy.real_change_ratio is '实际增减率；扣除两年之间的物价变化，years.csv 未给 cpi 则为空｜Change in real terms, prices between the two years taken out; null where years.csv gives no cpi';
comment on column v_funding_yoy.succession is '承接方式；两年之间本单位的更名 renamed、合并 merged、分立 split，无则为空｜Kinds of succession of the institution between the two years; null where there is none';
comment on column v_funding_yoy.adjusted_prior_amount_yuan is '承接口径上年金额（元）；加上其他各方同词干项目族的上年金额，缺任一前身文件或多方并存则为空｜The prior amount with that of the others'' families of the same stem; null where a document of one is missing or several carry the family on';
comment on column v_funding_yoy.adjusted_change_yuan is '承接口径增减额（元）｜Change with successions followed';
comment on column v_funding_yoy.adjusted_change_ratio is '承接口径增减率｜The same over the adjusted prior money';
