-- Nothing ends or begins in a year that the institution has no document for, nor in its first.
-- severity: blocking
from v_funding_yoy as v
left join int_documented_year as y using (institution_name, fiscal_year)
select v.institution_name, v.project_family_id, v.fiscal_year, v.status
where y.institution_name is null or (v.status is not null and y.prior_fiscal_year is null);
