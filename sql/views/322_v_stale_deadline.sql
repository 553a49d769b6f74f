-- Deadlines that had passed before the fiscal year began, in the annual target or the cycle's.
--
-- grain: indicator_key
-- twin: 过期期限
create view v_stale_deadline as
from v_indicator
select institution_name, fiscal_year, project_seq, project_name, project_family_id, indicator_seq, indicator_name,
    annual_value, annual_date, cycle_value, cycle_date, least(annual_date, cycle_date) as deadline,
    date_diff('day', deadline, make_date(fiscal_year, 1, 1)) as days_before_year,
    document_key, page, file_name, indicator_key, trust
where least(annual_date, cycle_date) < make_date(fiscal_year, 1, 1);

comment on view v_stale_deadline is '过期期限；一行一个期限早于预算年度的指标｜Grain: indicator whose deadline lies before its fiscal year';
comment on column v_stale_deadline.deadline is '期限；年度值与周期值所指最后一天中较早者｜The earlier of the last days meant by the annual and the cycle target';
comment on column v_stale_deadline.days_before_year is '早于天数；期限早于预算年度首日的天数｜Days between the deadline and the first day of the fiscal year';
