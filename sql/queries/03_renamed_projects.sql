-- 哪些项目换了名称，凭什么认作同一项？ Which projects were renamed, and why are they taken for one?
from v_funding_yoy as y
join v_project as p using (institution_name, fiscal_year, project_name, project_family_id)
join bridge_project_family as b using (project_key)
select institution_name, fiscal_year, y.prior_project_name, project_name, b.method, b.score, b.evidence
where y.status = 'continued' and y.prior_project_name <> project_name
order by institution_name, fiscal_year, project_name;
