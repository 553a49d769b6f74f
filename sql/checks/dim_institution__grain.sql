-- dim_institution has one row an institution.
-- severity: blocking
from dim_institution
select institution_name, count(*) as row_count
group by all
having count(*) > 1;
