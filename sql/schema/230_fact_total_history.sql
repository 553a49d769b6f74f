-- 合计（旧）: printed totals of superseded documents; the columns are those of fact_total.
--
-- grain: document_key, institution_key, fiscal_year, statement_seq, funding_source
create table fact_total_history (
    document_key varchar not null,
    institution_key varchar not null,
    fiscal_year integer not null,
    statement_seq integer not null,
    funding_source varchar not null,
    printed_amount varchar not null,
    printed_yuan decimal(18, 2) not null,
    rows_yuan decimal(18, 2) not null,
    residual_yuan decimal(18, 2) not null,
    bound_yuan decimal(18, 2) not null,
    page integer not null,
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, institution_key, fiscal_year, statement_seq, funding_source)
);
comment on table fact_total_history is '合计事实旧表；一行一个已被取代文件的所印合计，列同 fact_total｜Printed totals of superseded documents; the columns of fact_total';
