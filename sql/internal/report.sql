-- What the report, its workbook and the comparisons ask.

-- name: boxes
-- Every place on a page that something was read from or found at: the evidence of the facts and of the issues (with their rule).
from (
    from (from fact_project union all by name from fact_project_history) as f join dim_project as p using (project_key)
    select f.document_key, f.page, 'project' as kind, 'p-' || f.project_key || '-' || f.fiscal_year as anchor,
        p.project_name as label, f.printed_total as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from (from fact_funding union all by name from fact_funding_history) as f
    join dim_project as p using (project_key) join dim_category as c using (category_key)
    select f.document_key, f.page, 'amount' as kind, 'm-' || f.project_key || '-' || f.fiscal_year || '-' || c.level1_name as anchor,
        p.project_name || ' · ' || c.level1_name as label, f.printed_amount as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from (from fact_total union all by name from fact_total_history) as f
    select f.document_key, f.page, 'total' as kind,
        't-' || f.institution_key || '-' || f.fiscal_year || '-' || f.statement_seq || '-' || f.funding_source as anchor,
        f.funding_source as label, f.printed_amount as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from (from fact_indicator union all by name from fact_indicator_history) as f
    select f.document_key, f.page, 'indicator' as kind, 'i-' || f.indicator_key as anchor, f.indicator_name as label,
        coalesce(f.annual_value, f.cycle_value) as printed, f.x0, f.top, f.x1, f.bottom
    union all by name
    from dq_issue as q
    select q.document_key, q.page, 'issue' as kind, 'q-' || q.issue_key as anchor, q.subject as label,
        q.message as printed, q.rule, q.severity, q.x0, q.top, q.x1, q.bottom
    where q.document_key is not null and q.page is not null
)
order by document_key, page, top, x0, kind, anchor;

-- name: compare_facts
-- What a warehouse says, one fact a row, each under a key that is the same in every warehouse of the same documents.
from (
    from dim_document as d left join dim_institution as i using (institution_key)
    select 'document' as what, i.institution_name, d.fiscal_year, null::varchar as project_name, d.file_name as item, d.status as value,
        null::decimal(18, 2) as amount_yuan, 'd' || d.document_key as key
    union all by name
    from v_funding
    select 'project' as what, institution_name, fiscal_year, project_name, funding_source as item, amount_yuan::varchar as value,
        amount_yuan, concat_ws('|', 'm', project_key, fiscal_year, funding_source) as key
    union all by name
    from v_indicator
    select 'indicator' as what, institution_name, fiscal_year, project_name, indicator_name as item,
        coalesce(annual_value, '') || case when cycle_value is distinct from annual_value and cycle_value is not null
            then '（周期 ' || cycle_value || '）' else '' end as value,
        concat_ws('|', 'i', project_key, fiscal_year, indicator_name,
            row_number() over (partition by project_key, fiscal_year, indicator_name order by indicator_seq, indicator_key)) as key
    union all by name
    from dq_issue as q left join dim_document as d using (document_key) left join dim_institution as i using (institution_key)
    select 'issue' as what, i.institution_name, d.fiscal_year, q.file_name as project_name, q.rule as item, count(*)::varchar as value,
        concat_ws('|', 'q', coalesce(q.document_key, q.file_name), q.rule) as key
    group by i.institution_name, d.fiscal_year, q.file_name, q.rule, q.document_key
)
order by what, institution_name, fiscal_year, project_name, item, key;

-- name: compare_year
-- One institution's money by family and source and its targets by thread in one year ($1 institution, $2 year).
from (
    from v_funding
    select institution_name, fiscal_year, 'project' as what, first(project_name order by amount_yuan desc, project_seq, document_key) as project_name,
        funding_source as item, sum(amount_yuan)::decimal(18, 2)::varchar as value, sum(amount_yuan)::decimal(18, 2) as amount_yuan,
        concat_ws('|', 'm', project_family_id, funding_source) as key
    group by institution_name, fiscal_year, project_family_id, funding_source
    union all by name
    from v_indicator
    select institution_name, fiscal_year, 'indicator' as what, project_name, indicator_name as item, coalesce(cycle_value, annual_value) as value,
        'i' || thread_key as key
)
where institution_name = $1 and fiscal_year = $2
order by what desc, project_name, item, key;

-- name: concentration
-- How much of each institution's money its largest projects take.
from v_concentration order by institution_name, fiscal_year;

-- name: coverage
-- What there is of each institution and year.
from v_coverage order by institution_name, fiscal_year;

-- name: document_scopes
-- Which institutions and years each document covers.
from bridge_document_institution as s join dim_institution as i using (institution_key)
select s.document_key, i.institution_name, s.fiscal_year, bool_or(s.is_current) as is_current group by all order by all;

-- name: documents
-- Every file ever taken in, with the institution it was found to be of.
from dim_document as d left join dim_institution as i using (institution_key)
select i.institution_name, d.fiscal_year, d.file_name, d.status, d.reason, d.layout, d.page_count, d.unit, d.relative_path,
    d.sha256, d.in_inbox, d.document_key
order by i.institution_name nulls last, d.fiscal_year nulls last, d.file_name, d.document_key;

-- name: funding
-- Money by project and source, with the page it stands on.
from v_funding order by institution_name, fiscal_year, project_seq, document_key, funding_source;

-- name: funding_mix
-- Where each institution's money of a year comes from.
from v_funding_mix order by institution_name, fiscal_year, funding_source;

-- name: funding_yoy
-- Each family's money against the documented year before; the latest year and the largest change first.
from v_funding_yoy
order by institution_name, fiscal_year desc, abs(coalesce(change_yuan, amount_yuan)) desc, project_family_id;

-- name: indicator_yoy
-- How each target moved against the documented year before.
from v_indicator_yoy
order by institution_name, fiscal_year desc, project_name, indicator_name, indicator_key nulls last, prior_indicator_key;

-- name: indicators
-- Indicators with their targets as printed, in the order of the tables.
from v_indicator
select institution_name, fiscal_year, project_name, project_family_id, project_key, indicator_seq, canonical_level1,
    canonical_level2, indicator_name, cycle_value, annual_value, document_key, page, indicator_key, thread_key
order by project_family_id, (
        from dim_category as c select min(c.level2_code)
        where c.category_type = 'indicator' and c.level1_name = canonical_level1
            and c.level2_name is not distinct from canonical_level2
    ) nulls last, indicator_name, fiscal_year, project_seq, indicator_seq;

-- name: institution_years
-- Each institution's money against its documented year before.
from v_institution_yoy order by institution_name, fiscal_year;

-- name: institutions
-- The institutions and the keys that name their pages.
from dim_institution select institution_name, institution_key order by institution_name;

-- name: issue_rules
-- How many issues each rule raised, in how many files.
from dq_issue
select severity, rule, count(*)::integer as issue_count, count(distinct coalesce(document_key, file_name))::integer as file_count
group by severity, rule order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, issue_count desc, rule;

-- name: issues
-- Every issue, the gravest first.
from dq_issue
select severity, rule, file_name, page, subject, message, document_key, issue_key
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, rule, file_name, page nulls first, issue_key;

-- name: missing_dimensions
-- Dimensions that a project has no indicator of.
from v_missing_dimension order by institution_name, fiscal_year desc, project_seq, dimension_code;

-- name: overview_money
-- Money of all institutions by year and funding source.
from v_funding select fiscal_year, funding_source, sum(amount_yuan)::decimal(18, 2) as amount_yuan group by all order by all;

-- name: peer_indicators
-- The bars that institutions set for the same indicator in one year.
from v_peer_indicator
order by fiscal_year desc, canonical_level2, indicator_stem, unit, number desc, institution_name, indicator_key;

-- name: projects
-- Projects with their money, goal and place.
from v_project order by institution_name, fiscal_year, project_seq, document_key;

-- name: proofs
-- What each proof of the reading found.
from document_proof order by document_key, proof;

-- name: reconciliation
-- Printed totals beside the rows they add up.
from v_reconciliation order by institution_name, fiscal_year desc, statement_seq, funding_source;

-- name: restatements
-- What later documents of the same institution and year say otherwise.
from v_restatement order by institution_name, fiscal_year desc, project_name, field, item;

-- name: trace
-- Where the indicator or the project of this key ($1) stands: the project's name, its amounts and its indicators.
from (
    from (from fact_indicator union all by name from fact_indicator_history)
    select document_key, page, 'indicator' as kind, indicator_seq::varchar as label, x0, top, x1, bottom
    where indicator_key = $1 or project_key = $1
    union all by name
    from (from fact_project union all by name from fact_project_history)
    select document_key, page, 'project' as kind, '项目 ' || project_seq as label, x0, top, x1, bottom
    where project_key = $1
    union all by name
    from (from fact_funding union all by name from fact_funding_history) join dim_category using (category_key)
    select document_key, page, 'amount' as kind, level1_name as label, x0, top, x1, bottom
    where project_key = $1
) join dim_document using (document_key)
select document_key, file_name, relative_path, sha256, page, kind, label, x0, top, x1, bottom
where x0 is not null
order by fiscal_year, document_key, page, top, x0, kind;

-- name: type_institution_years
-- Each project type's money by institution and year.
from v_project
select project_type, institution_name, fiscal_year, sum(total_yuan)::decimal(18, 2) as total_yuan
group by all order by all;

-- name: type_years
-- Each project type's money over the years, across institutions.
from v_project_type_year order by project_type, fiscal_year;
