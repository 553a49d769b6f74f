-- 单位年度: what users say about an institution in a year (institutions.csv), for per-head comparison.
--
-- grain: institution_key, fiscal_year
create table dim_institution_year (
    institution_key varchar not null references dim_institution (institution_key),
    fiscal_year integer not null check (fiscal_year between 1990 and 2100),
    students integer check (students >= 0),
    staff integer check (staff >= 0),
    population bigint check (population >= 0),
    primary key (institution_key, fiscal_year)
);
comment on table dim_institution_year is '单位年度表；一行一个单位一年，取自 institutions.csv｜Figures of an institution in a year; one row an institution and year';
comment on column dim_institution_year.institution_key is '单位键｜Key of the institution';
comment on column dim_institution_year.fiscal_year is '预算年度｜Fiscal year';
comment on column dim_institution_year.students is '学生数；未提供则为空｜Students; null where not given';
comment on column dim_institution_year.staff is '教职工数；未提供则为空｜Staff; null where not given';
comment on column dim_institution_year.population is '人口；未提供则为空｜Population that it serves; null where not given';
