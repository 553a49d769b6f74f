-- Every document ever taken in, by what its manifest line says.
from dim_document left join dim_institution using (institution_key)
select document_key, sha256, relative_path, status, reason, institution_name, fiscal_year, parser_version
order by document_key;
