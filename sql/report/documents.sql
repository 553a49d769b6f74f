-- Every file ever taken in, with the institution it was found to be of.
from dim_document as d left join dim_institution as i using (institution_key)
select i.institution_name, d.fiscal_year, d.file_name, d.status, d.reason, d.layout, d.page_count, d.unit, d.relative_path,
    d.sha256, d.in_inbox, d.document_key
order by i.institution_name nulls last, d.fiscal_year nulls last, d.file_name, d.document_key;
