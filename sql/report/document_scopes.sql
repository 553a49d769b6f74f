-- Which institutions and years each document covers.
from bridge_document_institution as s join dim_institution as i using (institution_key)
select s.document_key, i.institution_name, s.fiscal_year, s.is_current order by all;
