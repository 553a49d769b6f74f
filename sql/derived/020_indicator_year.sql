-- Each indicator of a current document against the same one of the institution's documented year before, as bridge_indicator
-- pairs them, and through its years; what the year no longer has is a row of its own. Run for one range of institutions
-- after another ($first to $last by name): nothing here looks beyond an institution, and memory stays bounded.
insert into indicator_year by name
with years as (
    from (from current_project select distinct institution_key, fiscal_year)
    select institution_key, fiscal_year,
        lag(fiscal_year) over (partition by institution_key order by fiscal_year) as prior_fiscal_year,
        lead(fiscal_year) over (partition by institution_key order by fiscal_year) as next_fiscal_year
), current_indicator as (
    from current_project as p
    join fact_indicator as f using (document_key, project_key, fiscal_year)
    join years as y using (institution_key, fiscal_year)
    select p.institution_key, p.institution_name, p.project_family_id, p.project_name, y.prior_fiscal_year,
        y.next_fiscal_year, hash(f.indicator_name, f.annual_value, f.cycle_value) as words, f.*
    where p.institution_name between $first and $last
), copied as (
    from current_indicator select institution_key, fiscal_year, words
    group by all having count(distinct project_key) > 1
), paired as (
    from current_indicator as n
    left join bridge_indicator as b using (indicator_key)
    left join current_indicator as o on o.indicator_key = b.prior_indicator_key
    left join copied as c
        on c.institution_key = n.institution_key and c.fiscal_year = n.fiscal_year and c.words = n.words
    select n.institution_name, n.project_family_id, n.project_name, n.indicator_name, n.fiscal_year, n.prior_fiscal_year,
        (n.cycle_value is not null and o.cycle_value is not null) or (o.indicator_key is null and n.annual_value is null)
            as by_cycle,
        if(by_cycle, n.cycle_value, n.annual_value) as value,
        if(by_cycle, o.cycle_value, o.annual_value) as prior_value,
        if(by_cycle, n.cycle_kind, n.annual_kind) as kind, if(by_cycle, o.cycle_kind, o.annual_kind) as prior_kind,
        if(by_cycle, n.cycle_operator, n.annual_operator) as operator,
        if(by_cycle, o.cycle_operator, o.annual_operator) as prior_operator,
        if(by_cycle, n.cycle_standard_number, n.annual_standard_number) as number,
        if(by_cycle, o.cycle_standard_number, o.annual_standard_number) * b.unit_factor as prior_number,
        if(by_cycle, n.cycle_number_high * n.cycle_standard_number / nullif(n.cycle_number, 0),
            n.annual_number_high * n.annual_standard_number / nullif(n.annual_number, 0)) as high,
        if(by_cycle, o.cycle_number_high * o.cycle_standard_number / nullif(o.cycle_number, 0),
            o.annual_number_high * o.annual_standard_number / nullif(o.annual_number, 0)) * b.unit_factor as prior_high,
        coalesce(n.direction, o.direction) as direction, o.indicator_name as prior_indicator_name,
        b.method, b.score, n.document_key, n.project_key, n.page, n.indicator_key, o.indicator_key as prior_indicator_key,
        n.thread_key, c.words is not null as copied_words,
        n.words = hash(o.indicator_name, o.annual_value, o.cycle_value) as unchanged_words
), compared as (
    from paired
    select *,
        case
            when prior_fiscal_year is null then null
            when prior_indicator_key is null then 'new'
            when kind = 'number' and prior_kind = 'number'
                and not (operator[1] in ('<', '>') and prior_operator[1] in ('<', '>') and operator[1] <> prior_operator[1])
                and prior_number is not null
            then case
                when abs(number - prior_number) <= 1e-9 * greatest(abs(number), abs(prior_number)) then 'unchanged'
                when number > prior_number then 'raised' else 'lowered' end
            when kind = 'range' and prior_kind = 'range' and high is not null and prior_high is not null
            then case
                when number = prior_number and high = prior_high then 'unchanged'
                when number >= prior_number and high >= prior_high then 'raised'
                when number <= prior_number and high <= prior_high then 'lowered' else 'rewritten' end
            when kind not in ('number', 'range')
                and regexp_replace(value, '\s+', '', 'g') = regexp_replace(prior_value, '\s+', '', 'g') then 'unchanged'
            when value = prior_value and kind = prior_kind and kind = 'range' then 'unchanged'
            else 'rewritten'
        end as change
), dropped as (
    from current_indicator as o
    anti join bridge_indicator as b on b.prior_indicator_key = o.indicator_key
    select o.institution_name, o.project_family_id, o.project_name, o.indicator_name, o.next_fiscal_year as fiscal_year,
        o.fiscal_year as prior_fiscal_year, o.annual_value is null as by_cycle, null as value,
        coalesce(o.annual_value, o.cycle_value) as prior_value, 'dropped' as change, o.direction,
        o.indicator_name as prior_indicator_name, o.document_key, o.project_key, o.page, o.indicator_key as prior_indicator_key, o.thread_key
    where o.next_fiscal_year is not null
), standing as (
    from compared
    select *, count(*) filter (change is distinct from 'unchanged') over thread as stand,
        min(fiscal_year) over (partition by thread_key) as first_fiscal_year, first_value(value) over thread as first_value
    window thread as (partition by thread_key order by fiscal_year)
), followed as (
    from standing
    select *, row_number() over run as unchanged_years, min(fiscal_year) over (partition by thread_key, stand) as unchanged_since
    window run as (partition by thread_key, stand order by fiscal_year)
)
from (from followed union all by name from dropped)
select institution_name, project_family_id, project_name, indicator_name, fiscal_year, prior_fiscal_year,
    if(by_cycle, 'cycle', 'annual') as basis, value, prior_value, change,
    case
        when change = 'unchanged' then false
        when change in ('raised', 'lowered') and direction is not null then (change = 'raised') = (direction = 'more')
    end as stricter,
    direction, prior_indicator_name, method, score, document_key, project_key, page, indicator_key, prior_indicator_key,
    thread_key, copied_words, unchanged_words, unchanged_years, unchanged_since, first_fiscal_year, first_value
order by institution_name, fiscal_year, project_family_id, thread_key;
