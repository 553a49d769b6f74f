-- 各项目占单位资金多少，比上年变了多少？ What share of its institution's money has each project, and how did that move?
from v_funding_yoy
select institution_name, fiscal_year, project_name, amount_yuan, share, prior_share, share_change
where status <> 'ended' or status is null
order by fiscal_year, institution_name, share desc, project_name;
