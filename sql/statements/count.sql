-- Rows of one table.
select count(*) from {table};
