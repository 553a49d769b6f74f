-- Each institution's money against its documented year before; beside it the same without the families that are doubtful in
-- either year, and the same with successions followed (institutions.csv): whoever carries on another's work is compared with
-- all who did it before.
--
-- grain: institution_name, fiscal_year
-- not null: institution_name, fiscal_year, amount_yuan, project_count, indicator_count, left_out_count, trust
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- reconciles: prior_amount_yuan with fact_funding by institution_name, prior_fiscal_year
-- twin: 单位资金同比
create view v_institution_yoy as
with families as (
    from int_family_change
    select institution_name, fiscal_year, sum(amount_yuan) filter (trust = 'proven') as proven_yuan,
        sum(prior_amount_yuan) filter (trust = 'proven') as prior_proven_yuan,
        count(*) filter (trust = 'doubtful') as left_out_count
    group by all
)
from int_documented_year as y
left join int_institution_year as n using (institution_name, fiscal_year)
left join int_institution_year as b on b.institution_name = y.institution_name and b.fiscal_year = y.prior_fiscal_year
left join families as f on f.institution_name = y.institution_name and f.fiscal_year = y.fiscal_year
left join int_institution_succession as s on s.institution_name = y.institution_name and s.fiscal_year = y.fiscal_year
left join dim_institution_year as h on h.institution_key = y.institution_key and h.fiscal_year = y.fiscal_year
left join dim_year as d on d.fiscal_year = y.fiscal_year
left join dim_year as p on p.fiscal_year = y.prior_fiscal_year
select y.institution_name, y.fiscal_year, coalesce(n.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    case when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0)::decimal(18, 2) end as prior_amount_yuan,
    (coalesce(n.amount_yuan, 0) - case when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0) end)::decimal(18, 2)
        as change_yuan,
    round(change_yuan::double / nullif(b.amount_yuan, 0)::double, 6) as change_ratio,
    y.prior_fiscal_year, coalesce(n.project_count, 0) as project_count, b.project_count as prior_project_count,
    coalesce(n.indicator_count, 0) as indicator_count, h.students, h.staff,
    round(n.amount_yuan::double / nullif(h.students, 0), 2) as yuan_per_student,
    round(n.amount_yuan::double / nullif(h.staff, 0), 2) as yuan_per_staff,
    y.prior_fiscal_year = y.fiscal_year - 1 as is_consecutive,
    round((change_ratio + 1) * p.price_level / d.price_level - 1, 6) as real_change_ratio,
    coalesce(f.proven_yuan, 0)::decimal(18, 2) as proven_yuan,
    case when y.prior_fiscal_year is not null then coalesce(f.prior_proven_yuan, 0)::decimal(18, 2) end as prior_proven_yuan,
    round((f.proven_yuan - f.prior_proven_yuan)::double / nullif(f.prior_proven_yuan, 0)::double, 6) as proven_change_ratio,
    coalesce(f.left_out_count, 0)::integer as left_out_count,
    s.kinds as succession, s.members as succession_members,
    coalesce(s.prior_fiscal_year, y.prior_fiscal_year) as adjusted_prior_fiscal_year,
    case when s.fiscal_year is null then coalesce(n.amount_yuan, 0) else s.amount_yuan end::decimal(18, 2) as adjusted_amount_yuan,
    case when s.fiscal_year is not null then s.prior_amount_yuan
        when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0) end::decimal(18, 2) as adjusted_prior_amount_yuan,
    (adjusted_amount_yuan - adjusted_prior_amount_yuan)::decimal(18, 2) as adjusted_change_yuan,
    round(adjusted_change_yuan::double / nullif(adjusted_prior_amount_yuan, 0)::double, 6) as adjusted_change_ratio,
    case when f.left_out_count > 0 then 'doubtful' else 'proven' end as trust;

comment on view v_institution_yoy is '单位资金同比；一行一个单位、有文件的年度｜Grain: institution and documented year';
comment on column v_institution_yoy.amount_yuan is '本年金额（元）；各项目之和｜Sum over the year''s projects in yuan';
comment on column v_institution_yoy.prior_amount_yuan is '上年金额（元）；首个有文件的年度为空｜The same of the prior documented year; null where there is none';
comment on column v_institution_yoy.project_count is '项目数｜Number of projects';
comment on column v_institution_yoy.prior_project_count is '上年项目数｜Number of projects in the prior documented year';
comment on column v_institution_yoy.indicator_count is '指标数｜Number of indicators';
comment on column v_institution_yoy.yuan_per_student is '生均（元）；未提供学生数则为空｜Yuan per student; null where students are not given';
comment on column v_institution_yoy.yuan_per_staff is '教职工人均（元）；未提供教职工数则为空｜Yuan per member of staff; null where staff is not given';
comment on column v_institution_yoy.proven_yuan is '可信金额（元）；不含任一年存疑的项目族｜The year''s money without the families that are doubtful in either year';
comment on column v_institution_yoy.prior_proven_yuan is '上年可信金额（元）；同口径｜The prior year''s money of the same families';
comment on column v_institution_yoy.proven_change_ratio is '可信增减率；不含存疑项目族｜Change of the proven money over the prior year''s';
comment on column v_institution_yoy.left_out_count is '存疑数；可信金额所不计的项目族或单位数｜How many are left out of the proven figures: families, or institutions where the row is of several';
comment on column v_institution_yoy.succession is '承接方式；两年之间的更名 renamed、合并 merged、分立 split，无则为空｜Kinds of succession between the two years; null where there is none';
comment on column v_institution_yoy.succession_members is '承接各方；合并计算的单位，无承接则为空｜Institutions taken together in the adjusted figures; null where nothing is adjusted';
comment on column v_institution_yoy.adjusted_prior_fiscal_year is '承接口径对比年度；本单位或其前身上一个有文件的年度｜The documented year before, of the institution or of who came before it';
comment on column v_institution_yoy.adjusted_amount_yuan is '承接口径金额（元）；承接各方之和，无承接则同本年金额；分立各方各有同一合计，不可相加｜The year''s money of all who carry on; the same as amount_yuan without a succession. Those of a split each state the same sum: do not add them';
comment on column v_institution_yoy.adjusted_prior_amount_yuan is '承接口径上年金额（元）；缺任一前身文件则为空｜The prior year''s money of all of them; null where a document of one is missing';
comment on column v_institution_yoy.adjusted_change_yuan is '承接口径增减额（元）｜Change with successions followed';
comment on column v_institution_yoy.adjusted_change_ratio is '承接口径增减率｜The same over the adjusted prior money';
