-- 项目: an institution's project by name, the same key in every year it stands under that name.
--
-- grain: project_key
create table dim_project (
    project_key varchar primary key,
    institution_key varchar not null references dim_institution (institution_key),
    project_name varchar not null check (length(trim(project_name)) > 0),
    occurrence integer not null check (occurrence >= 1),
    project_code varchar,
    project_family_id varchar not null,
    project_type_key varchar not null references dim_category (category_key),
    project_type_rule varchar not null,
    first_fiscal_year integer not null,
    last_fiscal_year integer not null,
    check (first_fiscal_year <= last_fiscal_year)
);
comment on table dim_project is '项目维表；一行一个单位的一个项目名称（同名的另计次序），与年度无关｜Projects; one row a name within an institution, whatever the year';
comment on column dim_project.project_key is '项目键；由单位、去空白的名称、次序算出｜Key of the project, from institution, name and occurrence';
comment on column dim_project.institution_key is '单位键｜Key of the institution';
comment on column dim_project.project_name is '项目名称；如所印｜Project name as printed';
comment on column dim_project.occurrence is '同名次序；同一文件中同名项目的第几个｜Which of the equal names of one document, from 1';
comment on column dim_project.project_code is '项目代码；最近一次所印｜Project code as last printed';
comment on column dim_project.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column dim_project.project_type_key is '项目类型键｜Key of the project''s type';
comment on column dim_project.project_type_rule is '项目类型依据；所中的规则｜The rule that gave the type';
comment on column dim_project.first_fiscal_year is '最早年度｜First year the name stands in';
comment on column dim_project.last_fiscal_year is '最近年度｜Last year the name stands in';
