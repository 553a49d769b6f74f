-- dim_document has one row a file ever taken in.
-- severity: blocking
from dim_document
select sha256, relative_path, count(*) as row_count
group by all
having count(*) > 1;
