-- Printed totals beside the rows they add up; a scope that prints no total says so.
--
-- grain: institution_name, fiscal_year, document_key, statement_seq, funding_source
-- not null: institution_name, fiscal_year, funding_source, verdict, file_name
-- twin: 合计核对
create view v_reconciliation as
with rows_of as (
    from v_funding select document_key, institution_name, fiscal_year, sum(amount_yuan)::decimal(18, 2) as rows_yuan group by all
)
from bridge_document_institution as s
join dim_document as d using (document_key)
join dim_institution as i on i.institution_key = s.institution_key
left join fact_total as t
    on t.document_key = s.document_key and t.institution_key = s.institution_key and t.fiscal_year = s.fiscal_year
left join int_institution_year as n on n.institution_name = i.institution_name and n.fiscal_year = s.fiscal_year
left join rows_of as r
    on r.document_key = s.document_key and r.institution_name = i.institution_name and r.fiscal_year = s.fiscal_year
select i.institution_name, s.fiscal_year, coalesce(t.statement_seq, 1) as statement_seq,
    coalesce(t.funding_source, '合计') as funding_source, t.printed_yuan,
    coalesce(t.rows_yuan, r.rows_yuan) as rows_yuan, t.residual_yuan, t.bound_yuan,
    case
        when t.document_key is null then 'no printed total'
        when t.residual_yuan = 0 then 'exact'
        when abs(t.residual_yuan) <= t.bound_yuan then 'rounding'
        else 'mismatch'
    end as verdict,
    s.unit, t.page, d.file_name, s.document_key, coalesce(n.trust, 'proven') as trust
where s.is_current and s.document_kind = 'target' and d.status = 'loaded';

comment on view v_reconciliation is '合计核对；一行一个现行表、资金来源｜Grain: current statement and funding source';
comment on column v_reconciliation.verdict is '结论；exact 相符、rounding 舍入可解释、mismatch 不符、no printed total 未印合计｜Whether the printed total and its rows agree';
comment on column v_reconciliation.funding_source is '资金来源；合计为各来源之和｜Funding source, or 合计 for all of them';
