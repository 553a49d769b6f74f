-- A loaded project has an amount of money.
-- severity: warning
from fact_project as f
anti join fact_funding as m using (document_key, project_key, fiscal_year)
join dim_project as p using (project_key)
select f.document_key, p.project_name, f.page_first;
