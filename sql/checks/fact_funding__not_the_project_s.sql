-- Money carries the institution and the family of its project.
-- severity: blocking
from fact_funding as f
join fact_project as p using (document_key, project_key, fiscal_year)
select document_key, project_key, fiscal_year, f.institution_key, p.institution_key as project_institution_key
where f.institution_key <> p.institution_key or f.project_family_id <> p.project_family_id;
