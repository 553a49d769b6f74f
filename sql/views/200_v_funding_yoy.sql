-- Each family's money against the institution's documented year before. A year without a document is skipped: never an end.
--
-- grain: institution_name, project_family_id, fiscal_year
-- not null: institution_name, project_family_id, project_name, fiscal_year, amount_yuan, resumed
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- reconciles: prior_amount_yuan with fact_funding by institution_name, prior_fiscal_year
-- twin: 项目资金同比
create view v_funding_yoy as
with standing as (
    from int_family_year as f
    join int_documented_year as y using (institution_name, fiscal_year)
    left join int_family_year as b
        on b.institution_name = f.institution_name and b.project_family_id = f.project_family_id
        and b.fiscal_year = y.prior_fiscal_year
    select f.institution_name, f.project_family_id, f.project_name, f.project_type, f.fiscal_year, f.amount_yuan,
        case when y.prior_fiscal_year is not null then coalesce(b.amount_yuan, 0) end as prior_amount_yuan,
        case when y.prior_fiscal_year is null then null when b.fiscal_year is null then 'new' else 'continued' end as status,
        y.prior_fiscal_year, f.project_count, b.project_name as prior_project_name,
        b.fiscal_year is null and f.fiscal_year > min(f.fiscal_year) over (
            partition by f.institution_name, f.project_family_id) as resumed
), ended as (
    from int_family_year as b
    join int_documented_year as y using (institution_name, fiscal_year)
    anti join int_family_year as f
        on f.institution_name = b.institution_name and f.project_family_id = b.project_family_id
        and f.fiscal_year = y.next_fiscal_year
    select b.institution_name, b.project_family_id, b.project_name, b.project_type, y.next_fiscal_year as fiscal_year,
        0 as amount_yuan, b.amount_yuan as prior_amount_yuan, 'ended' as status,
        b.fiscal_year as prior_fiscal_year, 0 as project_count, b.project_name as prior_project_name, false as resumed
    where y.next_fiscal_year is not null
)
from (from standing union all by name from ended)
select institution_name, project_family_id, project_name, project_type, fiscal_year,
    amount_yuan::decimal(18, 2) as amount_yuan, prior_amount_yuan::decimal(18, 2) as prior_amount_yuan,
    (amount_yuan - prior_amount_yuan)::decimal(18, 2) as change_yuan,
    round((amount_yuan - prior_amount_yuan)::double / nullif(prior_amount_yuan, 0)::double, 6) as change_ratio,
    status, prior_fiscal_year, prior_project_name, project_count::integer as project_count, resumed;

comment on view v_funding_yoy is '项目资金同比；一行一个单位、项目族、年度；上年有而本年无的，记在本年，为 ended｜Grain: institution, family and year; what ended has a row in the year it is missing from';
comment on column v_funding_yoy.project_name is '项目名称；本年金额最大的一个，已结束的取上年｜Name of the family''s largest project of the year; of the prior year where it ended';
comment on column v_funding_yoy.amount_yuan is '本年金额（元）；本族各项目之和｜Sum over the family''s projects of the year; 0 where it ended';
comment on column v_funding_yoy.prior_amount_yuan is '上年金额（元）；首个有文件的年度为空，新增为 0｜The same of the prior documented year; null where there is none, 0 where new';
comment on column v_funding_yoy.change_yuan is '增减额（元）｜Change in yuan';
comment on column v_funding_yoy.change_ratio is '增减率；上年为 0 则为空｜Change over the prior amount; null where that is 0 or unknown';
comment on column v_funding_yoy.status is '变化；new 新增、continued 延续、ended 结束，首个有文件的年度为空｜new, continued or ended; null in the first documented year, which compares with nothing';
comment on column v_funding_yoy.prior_project_name is '上年项目名称｜Name of the family''s largest project of the prior year';
comment on column v_funding_yoy.project_count is '项目数｜Number of projects';
comment on column v_funding_yoy.resumed is '恢复；上年没有而更早有过｜Whether it is new against the prior year but stood in an earlier one';
