-- Every table's and view's columns as they stand in the file, in reading order.
select c.table_name, v.view_name is not null as is_view, coalesce(t.comment, v.comment) as table_comment,
    c.column_index, c.column_name, c.data_type, c.is_nullable, c.comment as column_comment
from duckdb_columns() as c
left join duckdb_tables() as t on t.table_oid = c.table_oid and t.database_name = c.database_name
left join duckdb_views() as v on v.view_oid = c.table_oid and v.database_name = c.database_name
where not c.internal and c.database_name = current_database()
order by is_view, c.table_oid, c.column_index;
