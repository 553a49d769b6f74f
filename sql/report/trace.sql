-- Where the indicator or the project of this key ($1) stands: the project's name, its amounts and its indicators.
from (
    from fact_indicator select document_key, page, 'indicator' as kind, indicator_seq::varchar as label, x0, top, x1, bottom
    where indicator_key = $1 or project_key = $1
    union all by name
    from fact_project select document_key, page, 'project' as kind, '项目 ' || project_seq as label, x0, top, x1, bottom
    where project_key = $1
    union all by name
    from fact_funding join dim_category using (category_key)
    select document_key, page, 'amount' as kind, level1_name as label, x0, top, x1, bottom
    where project_key = $1
) join dim_document using (document_key)
select document_key, file_name, relative_path, sha256, page, kind, label, x0, top, x1, bottom
where x0 is not null
order by fiscal_year, document_key, page, top, x0, kind;
