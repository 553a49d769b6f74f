-- Printed totals are those of current documents.
-- severity: blocking
from fact_total as t
left join bridge_document_institution as s using (document_key, institution_key, fiscal_year)
select document_key, institution_key, fiscal_year, s.is_current
where s.is_current is not true;
