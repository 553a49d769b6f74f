-- The prior money of v_institution_yoy is that of fact_funding in the prior documented year to the fen.
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
    from v_institution_yoy select institution_name, prior_fiscal_year as fiscal_year, sum(prior_amount_yuan) as shown_yuan
    where prior_fiscal_year is not null group by all
), compared as (
    from documented_year select institution_name, fiscal_year where next_fiscal_year is not null
)
from compared
left join facts using (institution_name, fiscal_year)
left join shown using (institution_name, fiscal_year)
select institution_name, fiscal_year, fact_yuan, shown_yuan
where coalesce(fact_yuan, 0) <> coalesce(shown_yuan, 0);
