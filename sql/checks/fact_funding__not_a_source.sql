-- Money is filed under a funding source.
-- severity: blocking
from fact_funding as f
left join dim_category as c using (category_key)
select f.document_key, f.project_key, f.category_key, c.category_type
where c.category_type is distinct from 'funding_source';
