-- dim_category has one row a category.
-- severity: blocking
from dim_category
select category_type, level1_code, level1_name, level2_code, level2_name, count(*) as row_count
group by all
having count(*) > 1;
