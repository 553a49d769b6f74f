-- Each institution's money against its documented year before.
--
-- grain: institution_name, fiscal_year
-- not null: institution_name, fiscal_year, amount_yuan, project_count, indicator_count
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- reconciles: prior_amount_yuan with fact_funding by institution_name, prior_fiscal_year
-- twin: 单位资金同比
create view v_institution_yoy as
from int_documented_year as y
left join int_institution_year as n using (institution_name, fiscal_year)
left join int_institution_year as b on b.institution_name = y.institution_name and b.fiscal_year = y.prior_fiscal_year
left join dim_institution_year as h on h.institution_key = y.institution_key and h.fiscal_year = y.fiscal_year
select y.institution_name, y.fiscal_year, coalesce(n.amount_yuan, 0)::decimal(18, 2) as amount_yuan,
    case when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0)::decimal(18, 2) end as prior_amount_yuan,
    (coalesce(n.amount_yuan, 0) - case when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0) end)::decimal(18, 2)
        as change_yuan,
    round(change_yuan::double / nullif(b.amount_yuan, 0)::double, 6) as change_ratio,
    y.prior_fiscal_year, coalesce(n.project_count, 0) as project_count, b.project_count as prior_project_count,
    coalesce(n.indicator_count, 0) as indicator_count, h.students, h.staff,
    round(n.amount_yuan::double / nullif(h.students, 0), 2) as yuan_per_student,
    round(n.amount_yuan::double / nullif(h.staff, 0), 2) as yuan_per_staff;

comment on view v_institution_yoy is '单位资金同比；一行一个单位、有文件的年度｜Grain: institution and documented year';
comment on column v_institution_yoy.amount_yuan is '本年金额（元）；各项目之和｜Sum over the year''s projects in yuan';
comment on column v_institution_yoy.prior_amount_yuan is '上年金额（元）；首个有文件的年度为空｜The same of the prior documented year; null where there is none';
comment on column v_institution_yoy.prior_project_count is '上年项目数｜Number of projects in the prior documented year';
comment on column v_institution_yoy.yuan_per_student is '生均（元）；无学生数则为空｜Yuan a student; null without students';
comment on column v_institution_yoy.yuan_per_staff is '教职工人均（元）；无教职工数则为空｜Yuan a member of staff; null without staff';
