-- 单位名称: every name an institution is known by: as documents print it, and as people say in institutions.csv.
--
-- grain: institution_key, name, source, valid_from
create table bridge_institution_name (
    name_key varchar primary key,
    institution_key varchar not null references dim_institution (institution_key),
    name varchar not null check (length(trim(name)) > 0),
    valid_from integer check (valid_from between 1900 and 2100),
    valid_to integer check (valid_to >= valid_from),
    source varchar not null check (source in ('document', 'institutions.csv')),
    method varchar not null check (method in ('printed', 'spelling', 'place', 'alias'))
);
comment on table bridge_institution_name is '单位名称表；一行一个单位的一个名称｜Names of institutions; one row a name, its source and, where people give several, its first year';
comment on column bridge_institution_name.name_key is '名称键；由单位、名称、来源、启用年度算出｜Key, from institution, name, source and first year';
comment on column bridge_institution_name.institution_key is '单位键｜Key of the institution';
comment on column bridge_institution_name.name is '名称；文件所印或 institutions.csv 所给｜Name as documents print it, or as people give it';
comment on column bridge_institution_name.valid_from is '启用年度；未给则为空｜First fiscal year of the name, as people say; null where not given';
comment on column bridge_institution_name.valid_to is '停用年度；未给则为空｜Last fiscal year of the name, as people say; null where not given';
comment on column bridge_institution_name.source is '来源；document 文件、institutions.csv 人工｜Who gives the name';
comment on column bridge_institution_name.method is '依据；printed 原名、spelling 写法归一、place 补地名、alias 别名｜How it leads to the institution: its name, a spelling folded by rule, its name without its place, an alias that people gave';
