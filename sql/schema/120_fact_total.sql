-- 合计: the institution's printed total row beside the sum of its projects; a residual is stored, never mended.
--
-- grain: document_key, institution_key, fiscal_year, statement_seq, funding_source
create table fact_total (
    document_key varchar not null references dim_document (document_key),
    institution_key varchar not null references dim_institution (institution_key),
    fiscal_year integer not null,
    statement_seq integer not null check (statement_seq >= 1),
    funding_source varchar not null,
    printed_amount varchar not null,
    printed_yuan decimal(18, 2) not null,
    rows_yuan decimal(18, 2) not null,
    residual_yuan decimal(18, 2) not null,
    bound_yuan decimal(18, 2) not null check (bound_yuan > 0),
    page integer not null check (page >= 1),
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, institution_key, fiscal_year, statement_seq, funding_source),
    check (residual_yuan = printed_yuan - rows_yuan)
);
comment on table fact_total is '合计事实表；一行一个现行文件中的一张表、一个资金来源的所印合计｜Printed totals of current documents; one row a statement of a document and funding source';
comment on column fact_total.document_key is '文件键｜Key of the document';
comment on column fact_total.institution_key is '单位键｜Key of the institution';
comment on column fact_total.fiscal_year is '预算年度｜Fiscal year';
comment on column fact_total.statement_seq is '表序；一个文件中的第几张表｜Which statement of the document, from 1';
comment on column fact_total.funding_source is '资金来源；合计为各来源之和｜Funding source, or 合计 for all of them';
comment on column fact_total.printed_amount is '所印金额；原文、原单位｜Printed amount, the text, in the printed unit';
comment on column fact_total.printed_yuan is '所印合计（元）｜Printed total in yuan';
comment on column fact_total.rows_yuan is '各项目之和（元）｜Sum of the projects'' printed amounts in yuan';
comment on column fact_total.residual_yuan is '差额（元）；所印减各项目之和｜Residual in yuan: printed less the sum of the rows';
comment on column fact_total.bound_yuan is '舍入界限（元）；0.005 ×（行数 + 1）个印刷单位｜What rounding explains: 0.005 × (rows + 1) of the printed unit, in yuan';
comment on column fact_total.page is '页码｜Page it stands on';
comment on column fact_total.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column fact_total.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column fact_total.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column fact_total.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
