-- Projects with their money, goal and place in the document.
create view v_project as
with money as (
    from fact_funding select document_key, project_key, fiscal_year, sum(amount_yuan)::decimal(18, 2) as total_yuan group by all
), indicators as (
    from fact_indicator select document_key, project_key, fiscal_year, count(*)::integer as indicator_count group by all
)
from current_project as p
join fact_project as f using (document_key, project_key, fiscal_year)
left join money as m using (document_key, project_key, fiscal_year)
left join indicators as n using (document_key, project_key, fiscal_year)
select p.institution_name, p.fiscal_year, p.project_seq, p.project_name, p.project_family_id, p.project_type,
    m.total_yuan, f.printed_total_yuan, f.goal, coalesce(n.indicator_count, 0) as indicator_count,
    f.page_first, f.page_last, p.file_name, f.implementing_unit, f.supervising_department, f.project_code,
    f.document_key, f.project_key;

comment on view v_project is '项目；一行一个项目、年度｜Grain: project and year';
comment on column v_project.total_yuan is '资金合计（元）；各来源之和，未印金额则为空｜Sum of the project''s sources in yuan; null where no amount is printed';
comment on column v_project.indicator_count is '指标数｜Number of indicators';
comment on column v_project.project_code is '项目代码；如所印｜Project code as printed';
