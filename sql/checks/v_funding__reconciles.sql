-- The money of v_funding is that of fact_funding to the fen, by institution and year.
-- severity: blocking
with facts as (
    from fact_funding as f
    join dim_project as p using (project_key)
    join dim_institution as i using (institution_key)
    join bridge_document_institution as s
        on s.document_key = f.document_key and s.institution_key = p.institution_key and s.fiscal_year = f.fiscal_year
    select i.institution_name, f.fiscal_year, sum(f.amount_yuan) as fact_yuan
    where s.is_current
    group by all
), shown as (
    from v_funding select institution_name, fiscal_year, sum(amount_yuan) as shown_yuan group by all
)
from facts full join shown using (institution_name, fiscal_year)
select institution_name, fiscal_year, fact_yuan, shown_yuan
where coalesce(fact_yuan, 0) <> coalesce(shown_yuan, 0);
