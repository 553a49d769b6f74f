-- 项目归族: why a project is in its family; overruled in pipelines/reference/overrides.csv.
--
-- grain: project_key
create table bridge_project_family (
    project_key varchar primary key references dim_project (project_key),
    project_family_id varchar not null,
    method varchar not null check (method in ('name', 'code', 'likeness', 'override', 'single')),
    score double check (score between 0 and 1),
    evidence varchar
);
comment on table bridge_project_family is '项目归族表；一行一个项目｜How each project came to its family; one row a project';
comment on column bridge_project_family.project_key is '项目键｜Key of the project';
comment on column bridge_project_family.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column bridge_project_family.method is '归族方法；name 名称、code 代码、likeness 相似、override 人工、single 独有｜How the project was matched';
comment on column bridge_project_family.score is '归族得分；0 到 1｜Score of the match, 0 to 1';
comment on column bridge_project_family.evidence is '归族依据｜What the match rests on';
