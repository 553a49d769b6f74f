-- An indicator carries on one of the same family in the institution's documented year before.
-- severity: blocking
from bridge_indicator as b
join fact_indicator as n using (indicator_key)
join fact_indicator as o on o.indicator_key = b.prior_indicator_key
join dim_project as p on p.project_key = n.project_key
join dim_project as r on r.project_key = o.project_key
join dim_institution as i on i.institution_key = p.institution_key
left join int_documented_year as y on y.institution_key = i.institution_key and y.fiscal_year = n.fiscal_year
select b.indicator_key, b.prior_indicator_key, n.fiscal_year, o.fiscal_year as matched_year, y.prior_fiscal_year
where p.project_family_id <> r.project_family_id or y.prior_fiscal_year is distinct from o.fiscal_year
    or n.thread_key <> o.thread_key;
