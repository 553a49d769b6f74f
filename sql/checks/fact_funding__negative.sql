-- An amount of money is not below zero.
-- severity: warning
from fact_funding as f
join dim_project as p using (project_key)
select f.document_key, p.project_name, f.printed_amount, f.amount_yuan, f.page
where f.amount_yuan < 0;
