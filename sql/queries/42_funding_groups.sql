-- 跨版式可比的资金组如何变化？ How does money move by the groups that compare across layouts?
from v_funding_group
select institution_name, fiscal_year, funding_group, amount_yuan, share, prior_share, share_change, comparable_by, coverage
order by fiscal_year, institution_name, funding_group;
