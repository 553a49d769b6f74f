-- Primary and foreign keys of every table.
select table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
from duckdb_constraints()
where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') and database_name = current_database()
order by table_oid, constraint_index;
