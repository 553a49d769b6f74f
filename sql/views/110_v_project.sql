-- Projects with their money, goal and place in the document.
--
-- grain: institution_name, fiscal_year, project_key
-- not null: institution_name, fiscal_year, project_name, project_family_id, project_type, indicator_count, trust
-- reconciles: total_yuan with fact_funding by institution_name, fiscal_year
-- twin: 项目
create view v_project as
from int_current_project as p
join fact_project as f using (document_key, project_key, fiscal_year)
select p.institution_name, p.fiscal_year, p.project_seq, p.project_name, p.project_family_id, p.project_type,
    p.total_yuan, f.printed_total_yuan, f.goal, p.indicator_count,
    f.page_first, f.page_last, p.file_name, f.implementing_unit, f.supervising_department, f.project_code,
    f.document_key, f.project_key, p.trust;

comment on view v_project is '项目；一行一个项目、年度｜Grain: project and year';
comment on column v_project.project_code is '项目代码；如所印｜Project code as printed';
