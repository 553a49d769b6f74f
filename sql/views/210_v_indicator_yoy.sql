-- Each indicator against the same one of the institution's documented year before, as bridge_indicator pairs them.
create view v_indicator_yoy as
with current_indicator as (
    from current_project as p
    join fact_indicator as f using (document_key, project_key, fiscal_year)
    join documented_year as y using (institution_name, fiscal_year)
    select p.institution_name, p.project_family_id, p.project_name, y.prior_fiscal_year, y.next_fiscal_year, f.*
), paired as (
    from current_indicator as n
    left join bridge_indicator as b using (indicator_key)
    left join fact_indicator as o on o.indicator_key = b.prior_indicator_key
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
        b.method, b.score, n.document_key, n.page, n.indicator_key, o.indicator_key as prior_indicator_key, n.thread_key
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
        o.indicator_name as prior_indicator_name, o.document_key, o.page, o.indicator_key as prior_indicator_key, o.thread_key
    where o.next_fiscal_year is not null
)
from (from compared union all by name from dropped)
select institution_name, project_family_id, indicator_name, fiscal_year, if(by_cycle, 'cycle', 'annual') as basis,
    value, prior_value, change,
    case
        when change = 'unchanged' then false
        when change in ('raised', 'lowered') and direction is not null then (change = 'raised') = (direction = 'more')
    end as stricter,
    direction, prior_fiscal_year, project_name, prior_indicator_name, method, score, document_key, page,
    indicator_key, prior_indicator_key, thread_key;

comment on view v_indicator_yoy is '绩效指标同比；一行一个指标、年度；上年有而本年无的，记在本年，为 dropped｜Grain: indicator and year; what was dropped has a row in the year it is missing from';
comment on column v_indicator_yoy.indicator_name is '指标名称；如所印，删除的取上年｜Indicator name as printed; the prior year''s where it was dropped';
comment on column v_indicator_yoy.basis is '对比口径；cycle 周期值（两年都印有）、annual 年度值｜What is compared: the cycle value where both years print one, else the annual';
comment on column v_indicator_yoy.value is '本年值；如所印｜The year''s target as printed';
comment on column v_indicator_yoy.prior_value is '上年值；如所印｜The prior documented year''s target as printed';
comment on column v_indicator_yoy.change is '变化；raised 提高、lowered 降低、unchanged 未变、rewritten 改写、new 新增、dropped 删除，首个有文件的年度为空｜How the target changed; null in the first documented year';
comment on column v_indicator_yoy.stricter is '更严；按方向是否要求更多，不明则为空｜Whether the change asks for more, by the target''s direction; null where unknown';
comment on column v_indicator_yoy.prior_indicator_name is '上年指标名称；如所印｜Name of the prior year''s indicator as printed';
comment on column v_indicator_yoy.document_key is '文件键；删除的取上年文件｜Key of the document; of the prior year''s where it was dropped';
comment on column v_indicator_yoy.page is '页码；删除的取上年文件｜Page it stands on; in the prior year''s document where it was dropped';
comment on column v_indicator_yoy.indicator_key is '指标键；删除的为空｜Key of the indicator; null where it was dropped';
