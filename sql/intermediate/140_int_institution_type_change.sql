-- Each institution's money of a project type in a year and in the year before, where it is documented in both.
--
-- grain: institution_name, project_type, fiscal_year
create view int_institution_type_change as
with standing as (
    from int_institution_type_year as n
    join int_documented_year as y using (institution_name, fiscal_year)
    select n.institution_name, n.project_type, n.fiscal_year, n.amount_yuan, n.project_count,
        coalesce(y.prior_fiscal_year = y.fiscal_year - 1, false) as is_compared, 0 as prior_yuan, true as stands, n.trust
), before as (
    from int_institution_type_year as b
    join int_documented_year as y using (institution_name, fiscal_year)
    select b.institution_name, b.project_type, y.next_fiscal_year as fiscal_year, 0 as amount_yuan, 0 as project_count,
        true as is_compared, b.amount_yuan as prior_yuan, false as stands, b.trust
    where y.next_fiscal_year = y.fiscal_year + 1
)
from (from standing union all by name from before)
select institution_name, project_type, fiscal_year, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
    sum(prior_yuan)::decimal(18, 2) as prior_amount_yuan, sum(project_count)::integer as project_count,
    bool_or(is_compared) as is_compared, bool_or(stands) as stands,
    case when bool_or(trust = 'doubtful') then 'doubtful' else 'proven' end as trust
group by institution_name, project_type, fiscal_year;

comment on view int_institution_type_change is '单位项目类型变动；一行一个单位、项目类型、年度，供对比视图取用｜Grain: institution, project type and year; read by the comparing views';
comment on column int_institution_type_change.is_compared is '可比；本年与上一年度都有文件｜Whether the institution is documented in the year and in the year before';
comment on column int_institution_type_change.stands is '本年有；本年有该类项目，而非仅上年有｜Whether the year has projects of the type, not only the year before';
