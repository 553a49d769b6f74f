-- What made this file, and from what.
select name, value from publish_info order by name
