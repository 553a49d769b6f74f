-- 单位: who discloses. One row an institution, whatever aliases its documents print.
--
-- grain: institution_name
create table dim_institution (
    institution_key varchar primary key,
    institution_name varchar not null unique check (length(trim(institution_name)) > 0),
    institution_code varchar,
    region varchar,
    level varchar,
    kind varchar
);
comment on table dim_institution is '单位维表；一行一个公开绩效目标的单位｜Institutions that disclose; one row an institution';
comment on column dim_institution.institution_key is '单位键；由单位名称算出｜Key, from the institution''s name';
comment on column dim_institution.institution_name is '单位名称｜Name of the institution that discloses';
comment on column dim_institution.institution_code is '单位代码；文件所印，如 360138｜Code printed before the name, if any';
comment on column dim_institution.region is '地区；取自 institutions.csv｜Region, from institutions.csv';
comment on column dim_institution.level is '层级；取自 institutions.csv｜Level of government, from institutions.csv';
comment on column dim_institution.kind is '单位类型；取自 institutions.csv｜Kind of institution, from institutions.csv';
