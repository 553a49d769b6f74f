-- Documents by status.
select status, count(*) as documents from dim_document group by all order by documents desc, status
