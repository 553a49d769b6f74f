-- 发布信息: what made this file, and when.
--
-- grain: name
create table publish_info (
    name varchar primary key,
    value varchar not null
);
comment on table publish_info is '发布信息；一行一项，如解析器版本、代码版本、发布时间｜What made this file; one row a fact, as parser version, code version, time';
comment on column publish_info.name is '名称｜Name of the fact';
comment on column publish_info.value is '值｜Value of the fact';
