-- 资金（旧）: what superseded documents printed; never to be added to fact_funding, whose columns it has.
--
-- grain: document_key, project_key, fiscal_year, category_key
create table fact_funding_history (
    document_key varchar not null,
    project_key varchar not null,
    category_key varchar not null,
    fiscal_year integer not null,
    institution_key varchar not null,
    project_family_id varchar not null,
    amount_yuan decimal(18, 2) not null,
    printed_amount varchar not null,
    verification varchar not null default 'proven',
    page integer not null,
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year, category_key)
);
comment on table fact_funding_history is '资金事实旧表；一行一个已被取代文件、项目、资金来源，列同 fact_funding，不得与之相加｜Money of superseded documents; the columns of fact_funding, never to be added to it';
