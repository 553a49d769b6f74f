-- Rows of one table, for the manifest.
insert into publish_manifest by name select $table as table_name, count(*) as row_count from {table};
