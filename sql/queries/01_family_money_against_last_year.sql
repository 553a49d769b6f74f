-- 每个项目族今年与上年的资金相比如何？ How does each family's money compare with the year before?
from v_funding_yoy
select institution_name, fiscal_year, project_name, project_type, amount_yuan, prior_amount_yuan, change_yuan, change_ratio, status
where status = 'continued'
order by abs(change_yuan) desc, institution_name, fiscal_year, project_name;
