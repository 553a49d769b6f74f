-- 项目照抄: How many of a project's indicators stand word for word in the year before, or in another project of the year.
--
-- grain: document_key, project_key, fiscal_year
create table int_project_copying (
    document_key varchar not null,
    project_key varchar not null,
    fiscal_year integer not null,
    carried_count integer not null,
    unchanged_count integer not null check (unchanged_count <= carried_count),
    copied_within_year_count integer not null,
    primary key (document_key, project_key, fiscal_year)
);
comment on table int_project_copying is '项目照抄；一行一个有指标的现行项目，由指标年度算出，供视图取用｜Grain: project of a current document that has indicators; derived from int_indicator_year, read by the views';
comment on column int_project_copying.document_key is '文件键｜Key of the document';
comment on column int_project_copying.project_key is '项目键｜Key of the project';
comment on column int_project_copying.fiscal_year is '预算年度｜Fiscal year';
comment on column int_project_copying.carried_count is '承上年指标数｜Indicators that stood in the prior documented year too';
comment on column int_project_copying.unchanged_count is '与上年逐字相同数｜Of those, how many are the same word for word, name and values';
comment on column int_project_copying.copied_within_year_count is '同年逐字重复数；同单位另一项目有相同名称与值｜Indicators that stand word for word in another project of the institution and year';

insert into int_project_copying by name
from int_indicator_year
select document_key, project_key, fiscal_year, count(prior_indicator_key)::integer as carried_count,
    count(*) filter (unchanged_words)::integer as unchanged_count,
    count(*) filter (copied_words)::integer as copied_within_year_count
where indicator_key is not null
group by all
order by document_key, project_key;
