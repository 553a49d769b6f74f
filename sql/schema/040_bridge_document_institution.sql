-- 文件范围: which institution's tables of which year a document holds; a document may hold two institutions'.
--
-- grain: document_key, institution_key, fiscal_year, document_kind
create table bridge_document_institution (
    document_key varchar not null references dim_document (document_key),
    institution_key varchar not null references dim_institution (institution_key),
    fiscal_year integer not null check (fiscal_year between 1990 and 2100),
    document_kind varchar not null,
    layout varchar not null,
    unit varchar not null,
    is_current boolean not null,
    primary key (document_key, institution_key, fiscal_year, document_kind)
);
comment on table bridge_document_institution is '文件范围表；一行一个文件、单位、年度、种类｜What a document covers; one row a document, institution, year and kind of table';
comment on column bridge_document_institution.document_key is '文件键｜Key of the document';
comment on column bridge_document_institution.institution_key is '单位键｜Key of the institution';
comment on column bridge_document_institution.fiscal_year is '预算年度｜Fiscal year';
comment on column bridge_document_institution.document_kind is '表种类；target、self_evaluation、monitoring、adjustment、whole_department、transfer｜Kind of the tables';
comment on column bridge_document_institution.layout is '版式；list、form、application_form、expanded｜Layout of the target table';
comment on column bridge_document_institution.unit is '金额单位；如 万元｜Unit of money as printed';
comment on column bridge_document_institution.is_current is '现行；视图只读现行范围｜Whether views read it: no later document gives the same institution, year and kind';
