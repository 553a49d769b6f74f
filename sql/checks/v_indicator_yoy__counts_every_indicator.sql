-- Every current indicator has its row in v_indicator_yoy, matched or not.
-- severity: blocking
from v_indicator_yoy as v
right join v_indicator as i using (indicator_key)
select i.institution_name, i.fiscal_year, i.indicator_key, i.indicator_name
where v.indicator_key is null;
