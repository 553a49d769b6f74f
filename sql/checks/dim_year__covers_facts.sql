-- Every fiscal year of a document is a row.
-- severity: blocking
from dim_year as y
right join bridge_document_institution as s using (fiscal_year)
select fiscal_year, s.document_key
where y.prior_year is null;
