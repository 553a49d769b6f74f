-- An indicator's printed category is known to the reviewed list of categories.
-- severity: warning
from fact_indicator as f
join dim_category as c using (category_key)
select f.level1_code, f.level1_name, f.level2_code, f.level2_name, count(*) as indicators, min(f.document_key) as for_one
where c.level1_name = '未归类'
group by all;
