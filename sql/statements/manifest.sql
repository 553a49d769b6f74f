-- Rows of one table, for the manifest.
insert into publish_manifest by name select $table as table_name, $rows as row_count;
