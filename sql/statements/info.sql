-- One fact of what made this file.
insert into publish_info by name select $name as name, $value as value;
