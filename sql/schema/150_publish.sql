-- 发布: what this file holds and what made it, so that a reader can prove the file whole.
create table publish_manifest (
    table_name varchar primary key,
    row_count bigint not null check (row_count >= 0)
);
comment on table publish_manifest is '发布清单；一行一张表｜Row counts at publishing; one row a table';
comment on column publish_manifest.table_name is '表名｜Table';
comment on column publish_manifest.row_count is '行数｜Rows in it when the file was built';
create table publish_info (
    name varchar primary key,
    value varchar not null
);
comment on table publish_info is '发布信息；一行一项，如解析器版本、代码版本、发布时间｜What made this file; one row a fact, as parser version, code version, time';
comment on column publish_info.name is '名称｜Name of the fact';
comment on column publish_info.value is '值｜Value of the fact';
