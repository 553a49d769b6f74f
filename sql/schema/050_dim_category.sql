-- 类别: the canonical indicator taxonomy, the funding sources and the project types.
--
-- grain: category_type, level1_code, level1_name, level2_code, level2_name
create table dim_category (
    category_key varchar primary key,
    category_type varchar not null check (category_type in ('indicator', 'funding_source', 'project_type')),
    level1_code varchar,
    level1_name varchar not null,
    level2_code varchar,
    level2_name varchar,
    funding_group varchar check (funding_group in ('财政拨款', '财政拨款以外', '未区分')),
    check ((funding_group is not null) = (category_type = 'funding_source'))
);
comment on table dim_category is '类别维表；一行一个规范类别｜Categories; one row a canonical category';
comment on column dim_category.category_key is '类别键｜Key of the category';
comment on column dim_category.category_type is '类别种类；indicator 指标、funding_source 资金来源、project_type 项目类型｜What the category classifies';
comment on column dim_category.level1_code is '一级代码｜Level-1 code';
comment on column dim_category.level1_name is '一级名称｜Level-1 name';
comment on column dim_category.level2_code is '二级代码｜Level-2 code';
comment on column dim_category.level2_name is '二级名称｜Level-2 name';
comment on column dim_category.funding_group is '资金组；财政拨款、财政拨款以外、未区分，仅资金来源；各版式之间可比，因专户、结转在有的版式中并入其他资金｜Funding group of a source: what compares across layouts, some of which print 财政专户 and 结转 within 其他资金; null for other categories';
