-- fact_total has one row a document's statement and funding source.
-- severity: blocking
from fact_total
select document_key, institution_key, fiscal_year, statement_seq, funding_source, count(*) as row_count
group by all
having count(*) > 1;
