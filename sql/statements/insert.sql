-- Load one frame of one table; by name, so that a column that the table has not is an error.
insert into {table} by name from read_parquet($file);
