-- 哪些期限比上年提前或推后？ Which deadlines are earlier or later in their year than before?
from v_indicator_yoy
select institution_name, fiscal_year, project_name, indicator_name, prior_value, value, deadline_change, prior_fiscal_year
where deadline_change is not null
order by fiscal_year, institution_name, project_name, indicator_name, value, prior_value;
