-- How much of a project's targets stands word for word elsewhere: in the year before, or in another project of the year.
--
-- grain: institution_name, fiscal_year, project_key
-- twin: 指标照抄
create view v_copied_indicators as
with goal_sharers as (
    from int_current_project
    select institution_name, fiscal_year, goal_words, list(project_name order by project_seq) as names
    where goal_words is not null group by all having count(*) > 1
), prior_goals as (
    from int_current_project as g join int_documented_year as y using (institution_name, fiscal_year)
    select distinct g.institution_name, g.project_family_id, g.goal_words, y.next_fiscal_year as fiscal_year
    where y.next_fiscal_year is not null and g.goal_words is not null
)
from int_current_project as g
left join int_project_copying as c using (document_key, project_key, fiscal_year)
left join goal_sharers as s using (institution_name, fiscal_year, goal_words)
join int_documented_year as y using (institution_name, fiscal_year)
left join prior_goals as o using (institution_name, project_family_id, fiscal_year, goal_words)
select g.institution_name, g.fiscal_year, g.project_seq, g.project_name, g.project_family_id, g.indicator_count,
    coalesce(c.carried_count, 0) as carried_count, coalesce(c.unchanged_count, 0) as unchanged_count,
    round(c.unchanged_count / nullif(c.carried_count, 0), 6) as unchanged_share,
    coalesce(c.copied_within_year_count, 0) as copied_within_year_count,
    round(c.copied_within_year_count / nullif(g.indicator_count, 0), 6) as copied_within_year_share,
    array_to_string(list_filter(s.names, lambda n: n <> g.project_name), '；') as goal_shared_with,
    o.goal_words is not null as goal_unchanged, g.file_name, g.document_key, g.project_key, y.prior_fiscal_year,
    y.prior_fiscal_year = g.fiscal_year - 1 as is_consecutive, g.trust;

comment on view v_copied_indicators is '指标照抄；一行一个项目、年度｜Grain: project and year';
comment on column v_copied_indicators.unchanged_share is '与上年逐字相同占比；无承上年的指标则为空｜Share of the carried indicators; null where none is carried';
comment on column v_copied_indicators.copied_within_year_share is '同年逐字重复占比｜Share of all the project''s indicators; null where it has none';
comment on column v_copied_indicators.goal_shared_with is '绩效目标相同的项目；同单位同年，不计空白逐字相同｜Other projects of the institution and year with the same goal text';
comment on column v_copied_indicators.goal_unchanged is '绩效目标与上年相同｜Whether the family''s prior year had the same goal text';
