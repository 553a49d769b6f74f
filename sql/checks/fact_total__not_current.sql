-- Printed totals are those of current documents.
-- severity: blocking
from fact_total as t
left join bridge_document_institution as s
    on s.document_key = t.document_key and s.institution_key = t.institution_key and s.fiscal_year = t.fiscal_year
    and s.document_kind = 'target'
select t.document_key, t.institution_key, t.fiscal_year, s.is_current
where s.is_current is not true;
