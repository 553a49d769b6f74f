-- 项目族: a line of work over the years, whatever names its projects have; what money is compared by.
--
-- grain: project_family_id
create table dim_family (
    project_family_id varchar primary key,
    institution_key varchar not null references dim_institution (institution_key),
    family_name varchar not null,
    family_stem varchar not null,
    project_type_key varchar not null references dim_category (category_key),
    project_count integer not null check (project_count >= 1),
    year_count integer not null check (year_count >= 1),
    first_fiscal_year integer not null,
    last_fiscal_year integer not null,
    check (first_fiscal_year <= last_fiscal_year)
);
comment on table dim_family is '项目族维表；一行一个项目族，各年度相同｜Families; one row a line of work, the same in every year';
comment on column dim_family.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column dim_family.institution_key is '单位键｜Key of the institution';
comment on column dim_family.family_name is '项目族名称；最近年度所印的项目名称｜Name of the family: its project''s name in the latest year';
comment on column dim_family.family_stem is '项目族词干；去掉年度、批次与单位名后的名称，供跨单位承接对比｜The name without years, batches and its institution''s name; what families of a successor are found by';
comment on column dim_family.project_type_key is '项目类型键；最近年度项目的类型｜Key of the type of its project in the latest year';
comment on column dim_family.project_count is '项目数；不同名称的项目｜Projects, that is different names';
comment on column dim_family.year_count is '年度数；印有其项目的年度｜Years in which a project of it is printed';
comment on column dim_family.first_fiscal_year is '最早年度｜First year that it stands in';
comment on column dim_family.last_fiscal_year is '最近年度｜Last year that it stands in';
