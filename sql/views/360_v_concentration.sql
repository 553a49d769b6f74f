-- How much of an institution's money its largest projects take.
--
-- grain: institution_name, fiscal_year
-- reconciles: amount_yuan with fact_funding by institution_name, fiscal_year
-- twin: 资金集中度
create view v_concentration as
with ranked as (
    from int_current_project
    select institution_name, fiscal_year, project_name, trust, coalesce(total_yuan, 0) as amount,
        row_number() over (partition by institution_name, fiscal_year order by total_yuan desc nulls last, project_seq, document_key) as place,
        amount::double / nullif(sum(amount) over (partition by institution_name, fiscal_year), 0)::double as part
)
from ranked
select institution_name, fiscal_year, count(*)::integer as project_count, sum(amount)::decimal(18, 2) as amount_yuan,
    any_value(project_name) filter (place = 1) as largest_project, any_value(amount) filter (place = 1)::decimal(18, 2) as largest_yuan,
    round(sum(part) filter (place = 1), 6) as largest_share, round(sum(part) filter (place <= 3), 6) as top3_share,
    round(sum(part) filter (place <= 5), 6) as top5_share, round(sum(part * part), 6) as herfindahl,
    (count(*) filter (trust = 'doubtful'))::integer as doubtful_count, case when doubtful_count > 0 then 'doubtful' else 'proven' end as trust
group by institution_name, fiscal_year;

comment on view v_concentration is '资金集中度；一行一个单位、年度｜Grain: institution and year';
comment on column v_concentration.amount_yuan is '金额（元）｜Sum over the year''s projects in yuan';
comment on column v_concentration.largest_project is '最大项目｜Name of the largest project';
comment on column v_concentration.largest_yuan is '最大项目金额（元）｜Its amount in yuan';
comment on column v_concentration.largest_share is '最大项目占比｜Its share of the money';
comment on column v_concentration.top3_share is '前三占比｜Share of the three largest';
comment on column v_concentration.top5_share is '前五占比｜Share of the five largest';
comment on column v_concentration.herfindahl is '集中指数；各项目占比平方之和｜Herfindahl index: sum of squared shares, 1 where one project takes all';
comment on column v_concentration.doubtful_count is '存疑项目数｜How many of the projects are doubtful';
