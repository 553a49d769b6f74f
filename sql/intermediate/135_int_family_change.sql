-- Each family's money in a year of its institution against the documented year before; what ended has a row in the year it is
-- missing from. A year without a document is skipped: it says nothing, so it is no end.
--
-- grain: institution_name, project_family_id, fiscal_year
create table int_family_change (
    institution_name varchar not null,
    project_family_id varchar not null,
    project_name varchar not null,
    project_type varchar not null,
    fiscal_year integer not null,
    amount_yuan decimal(18, 2) not null,
    prior_amount_yuan decimal(18, 2),
    status varchar check (status in ('new', 'continued', 'ended')),
    prior_fiscal_year integer,
    prior_project_name varchar,
    project_count integer not null,
    resumed boolean not null,
    trust varchar not null
);
comment on table int_family_change is '项目族变动；一行一个单位、项目族、年度，由现行项目算出，供视图取用｜Grain: institution, family and year; derived from the projects, read by the views';
comment on column int_family_change.project_name is '项目名称；本年金额最大的一个，已结束的取上年｜Name of the family''s largest project of the year; of the prior year where it ended';
comment on column int_family_change.project_type is '项目类型；同上项目的｜Type of that project';
comment on column int_family_change.amount_yuan is '本年金额（元）；本族各项目之和｜Sum over the family''s projects of the year; 0 where it ended';
comment on column int_family_change.prior_amount_yuan is '上年金额（元）；首个有文件的年度为空，新增为 0｜The same of the prior documented year; null where there is none, 0 where new';
comment on column int_family_change.status is '变化；new 新增、continued 延续、ended 结束，首个有文件的年度为空｜new, continued or ended; null in the first documented year, which compares with nothing';
comment on column int_family_change.prior_project_name is '上年项目名称｜Name of the family''s largest project of the prior year';
comment on column int_family_change.project_count is '项目数｜Number of projects';
comment on column int_family_change.resumed is '恢复；上年没有而更早有过｜Whether it is new against the prior year but stood in an earlier one';

insert into int_family_change by name
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
            partition by f.institution_name, f.project_family_id) as resumed,
        if('doubtful' in (f.trust, b.trust), 'doubtful', 'proven') as trust
), ended as (
    from int_family_year as b
    join int_documented_year as y using (institution_name, fiscal_year)
    anti join int_family_year as f
        on f.institution_name = b.institution_name and f.project_family_id = b.project_family_id
        and f.fiscal_year = y.next_fiscal_year
    select b.institution_name, b.project_family_id, b.project_name, b.project_type, y.next_fiscal_year as fiscal_year,
        0 as amount_yuan, b.amount_yuan as prior_amount_yuan, 'ended' as status,
        b.fiscal_year as prior_fiscal_year, 0 as project_count, b.project_name as prior_project_name, false as resumed,
        b.trust
    where y.next_fiscal_year is not null
)
from (from standing union all by name from ended)
order by institution_name, fiscal_year, project_family_id;
