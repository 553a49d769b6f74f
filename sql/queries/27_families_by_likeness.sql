-- 哪些项目是凭相似归为一族的？ Which projects were matched by likeness, to be reviewed?
from bridge_project_family as b
join dim_project as p using (project_key)
join dim_institution as i using (institution_key)
select i.institution_name, p.project_name, p.first_fiscal_year, p.last_fiscal_year, b.method, b.score, b.evidence, p.project_family_id
where b.method in ('likeness', 'code', 'override')
order by b.score, i.institution_name, p.project_name;
