-- Superseded target tables with the one that took their place.
--
-- grain: prior_document_key, institution_key, fiscal_year
create view int_restated_document as
from bridge_document_institution as o
join bridge_document_institution as n using (institution_key, fiscal_year, document_kind)
join dim_document as d on d.document_key = n.document_key
select institution_key, fiscal_year, o.document_key as prior_document_key, n.document_key, d.ingested_at as restated_at
where o.document_kind = 'target' and n.is_current and not o.is_current and d.status = 'loaded';

comment on view int_restated_document is '更正文件；一行一个被取代文件、单位、年度，供更正视图取用｜Grain: superseded document, institution and year; read by the restatement view';
comment on column int_restated_document.prior_document_key is '原文件键｜Key of the superseded document';
comment on column int_restated_document.restated_at is '更正时间；UTC｜When the later document was taken in, UTC';
