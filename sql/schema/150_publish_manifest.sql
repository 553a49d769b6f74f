-- 发布清单: how many rows each table holds, so that a reader can prove the file whole.
--
-- grain: table_name
create table publish_manifest (
    table_name varchar primary key,
    row_count bigint not null check (row_count >= 0)
);
comment on table publish_manifest is '发布清单；一行一张表｜Row counts at publishing; one row a table';
comment on column publish_manifest.table_name is '表名｜Table';
comment on column publish_manifest.row_count is '行数｜Rows in it when the file was built';
