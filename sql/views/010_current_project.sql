-- What the other views read: projects of current documents with the names that go with them.
create view current_project as
from fact_project as f
join dim_project as p using (project_key)
join dim_institution as i using (institution_key)
join dim_document as d using (document_key)
join bridge_document_institution as s
    on s.document_key = f.document_key and s.institution_key = p.institution_key and s.fiscal_year = f.fiscal_year
join dim_category as t on t.category_key = p.project_type_key
select p.institution_key, i.institution_name, f.fiscal_year, f.project_seq, p.project_name, p.project_family_id,
    t.level1_name as project_type, f.document_key, f.project_key, d.file_name
where s.is_current and d.status = 'loaded';

comment on view current_project is '现行项目；一行一个现行文件中的一个项目，供其他视图取用｜Grain: project of a current document; what other views read';
comment on column current_project.project_type is '项目类型｜Project type, by reviewed keyword rules';
