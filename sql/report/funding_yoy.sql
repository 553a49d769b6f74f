-- Each family's money against the documented year before; the latest year and the largest change first.
from v_funding_yoy
order by institution_name, fiscal_year desc, abs(coalesce(change_yuan, amount_yuan)) desc, project_family_id;
