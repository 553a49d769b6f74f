-- 预算执行（旧）: a self-evaluated project's budget and what was spent of it, by source. Of superseded documents; the columns are those of fact_execution.
--
-- grain: document_key, project_key, fiscal_year, category_key
create table fact_execution_history (
    document_key varchar not null,
    project_key varchar not null,
    category_key varchar not null,
    fiscal_year integer not null,
    institution_key varchar not null,
    project_family_id varchar not null,
    initial_budget_yuan decimal(18, 2),
    adjusted_budget_yuan decimal(18, 2),
    executed_yuan decimal(18, 2),
    printed_initial varchar,
    printed_adjusted varchar,
    printed_executed varchar,
    printed_execution_rate varchar,
    printed_weight varchar,
    weight decimal(12, 4),
    printed_score varchar,
    score decimal(12, 4),
    verification varchar not null default 'proven',
    page integer not null,
    x0 double,
    top double,
    x1 double,
    bottom double,
    primary key (document_key, project_key, fiscal_year, category_key)
);
comment on table fact_execution_history is '预算执行事实表（旧）；列与 fact_execution 相同，为已被取代的文件｜As fact_execution, of superseded documents';
