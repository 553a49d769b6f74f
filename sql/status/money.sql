-- The fiscal years' own money by source, in yuan.
select fiscal_year, funding_source, sum(amount_yuan) as amount_yuan from v_funding group by all order by all
