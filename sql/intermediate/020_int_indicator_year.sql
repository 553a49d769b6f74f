-- 指标年度: Each indicator of a current document against the same one of the institution's documented year before, as bridge_indicator
-- pairs them, and through its years; what the year no longer has is a row of its own. Run for one range of institutions
-- after another ($first to $last by name): nothing here looks beyond an institution, and memory stays bounded.
--
-- grain: thread_key, fiscal_year
create table int_indicator_year (
    institution_name varchar not null,
    project_family_id varchar not null,
    project_name varchar not null,
    indicator_name varchar not null,
    fiscal_year integer not null,
    prior_fiscal_year integer,
    basis varchar not null check (basis in ('cycle', 'annual')),
    value varchar,
    prior_value varchar,
    change varchar check (change in ('raised', 'lowered', 'unchanged', 'rewritten', 'new', 'dropped')),
    stricter boolean,
    deadline_change varchar check (deadline_change in ('earlier', 'later', 'same')),
    direction varchar,
    trust varchar not null,
    prior_indicator_name varchar,
    method varchar,
    score double,
    document_key varchar not null,
    project_key varchar not null,
    page integer not null,
    indicator_key varchar,
    prior_indicator_key varchar,
    thread_key varchar not null,
    copied_words boolean,
    unchanged_words boolean,
    unchanged_years integer,
    unchanged_since integer,
    first_fiscal_year integer,
    first_value varchar,
    check (indicator_key is not null or change = 'dropped')
);
comment on table int_indicator_year is '指标年度；一行一个指标、年度，上年有而本年无的记在本年，由事实表算出，供视图取用｜Grain: indicator and year, what was dropped in the year it is missing from; derived from the facts, read by the views';
comment on column int_indicator_year.institution_name is '单位名称｜Name of the institution that discloses';
comment on column int_indicator_year.project_family_id is '项目族；同一项工作在各年度同一个号｜Family: the same line of work over the years';
comment on column int_indicator_year.project_name is '项目名称；如所印｜Project name as printed';
comment on column int_indicator_year.indicator_name is '指标名称；如所印，删除的取上年｜Indicator name as printed; the prior year''s where it was dropped';
comment on column int_indicator_year.fiscal_year is '预算年度｜Fiscal year';
comment on column int_indicator_year.prior_fiscal_year is '对比年度；该单位上一个有文件的年度，无则为空｜The documented year before; null where there is none';
comment on column int_indicator_year.basis is '对比口径；cycle 周期值（两年都印有）、annual 年度值｜What is compared: the cycle value where both years print one, else the annual';
comment on column int_indicator_year.value is '本年值；如所印｜The year''s target as printed';
comment on column int_indicator_year.prior_value is '上年值；如所印｜The prior documented year''s target as printed';
comment on column int_indicator_year.change is '变化；raised 提高、lowered 降低、unchanged 未变、rewritten 改写、new 新增、dropped 删除，首个有文件的年度为空｜How the target changed; null in the first documented year';
comment on column int_indicator_year.stricter is '更严；按方向是否要求更多，不明则为空｜Whether the change asks for more, by the target''s direction; null where unknown';
comment on column int_indicator_year.deadline_change is '期限变化；earlier 提前、later 推后、same 未变，均相对于各自预算年度，仅两年都是日期｜How a deadline moved, each relative to its fiscal year; null unless both are dates';
comment on column int_indicator_year.trust is '可信；proven 已证、doubtful 存疑、unverified 未核实｜Trust: proven; doubtful where an error or warning of the reading names a project of the row; unverified where a reading by OCR was not confirmed';
comment on column int_indicator_year.direction is '方向；more 越多越好、less 越少越好、空为不明｜Whether more or less is better; null where unknown';
comment on column int_indicator_year.prior_indicator_name is '上年指标名称；如所印｜Name of the prior year''s indicator as printed';
comment on column int_indicator_year.method is '相承方法；name 同名、stem 同词干、likeness 相似｜How the indicator was matched';
comment on column int_indicator_year.score is '相承得分；0 到 1｜Score of the match, 0 to 1';
comment on column int_indicator_year.document_key is '文件键；删除的取上年文件｜Key of the document; of the prior year''s where it was dropped';
comment on column int_indicator_year.project_key is '项目键；删除的取上年项目｜Key of the project; of the prior year''s where it was dropped';
comment on column int_indicator_year.page is '页码；删除的取上年文件｜Page it stands on; in the prior year''s document where it was dropped';
comment on column int_indicator_year.indicator_key is '指标键；删除的为空｜Key of the indicator; null where it was dropped';
comment on column int_indicator_year.prior_indicator_key is '上年指标键｜Key of the prior year''s indicator';
comment on column int_indicator_year.thread_key is '指标线键；沿各年度相承的指标同一个键，即其首见者的指标键｜Thread: the key of the first indicator that this one carries on through the years';
comment on column int_indicator_year.copied_words is '同年逐字重复；同单位另一项目有相同名称与值｜Whether it stands word for word in another project of the institution and year';
comment on column int_indicator_year.unchanged_words is '与上年逐字相同；名称与值｜Whether name and values are the prior year''s word for word';
comment on column int_indicator_year.unchanged_years is '连续未变年数；含本年，1 为本年新定或改过｜Documented years in a row that the target has stood, this one included';
comment on column int_indicator_year.unchanged_since is '自哪年起未变｜The year since which the target has stood';
comment on column int_indicator_year.first_fiscal_year is '指标首见年度｜First year of the indicator';
comment on column int_indicator_year.first_value is '首见值；如所印｜Its target in the first year as printed';

insert into int_indicator_year by name
with years as (
    from (from int_current_project select distinct institution_key, fiscal_year)
    select institution_key, fiscal_year,
        lag(fiscal_year) over (partition by institution_key order by fiscal_year) as prior_fiscal_year,
        lead(fiscal_year) over (partition by institution_key order by fiscal_year) as next_fiscal_year
), current_indicator as (
    from int_current_project as p
    join fact_indicator as f using (document_key, project_key, fiscal_year)
    join years as y on y.institution_key = f.institution_key and y.fiscal_year = f.fiscal_year
    select p.institution_name, p.project_name, p.trust, y.prior_fiscal_year,
        y.next_fiscal_year, hash(f.indicator_name, f.annual_value, f.cycle_value) as words, f.*
    where p.institution_name between $first and $last and f.verification <> 'unverified'
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
        if(by_cycle, n.cycle_nature, n.annual_nature) as nature, if(by_cycle, o.cycle_nature, o.annual_nature) as prior_nature,
        if(by_cycle, n.cycle_date, n.annual_date) as last_day, if(by_cycle, o.cycle_date, o.annual_date) as prior_last_day,
        -- Months and days after the fiscal year's begin; a month's last day is its 31st, or February would be later in a leap year.
        (year(last_day) - n.fiscal_year) * 1200 + month(last_day) * 100 + if(last_day = last_day(last_day), 31, day(last_day)) as deadline,
        (year(prior_last_day) - o.fiscal_year) * 1200 + month(prior_last_day) * 100
            + if(prior_last_day = last_day(prior_last_day), 31, day(prior_last_day)) as prior_deadline,
        if(by_cycle, n.cycle_measure, n.annual_measure) as measure,
        if(by_cycle, o.cycle_measure, o.annual_measure) as prior_measure,
        if(by_cycle, n.cycle_measure_operator, n.annual_measure_operator) as measure_operator,
        if(by_cycle, (n.cycle_base, n.cycle_measure_unit) is not distinct from (o.cycle_base, o.cycle_measure_unit),
            (n.annual_base, n.annual_measure_unit) is not distinct from (o.annual_base, o.annual_measure_unit)) as one_base,
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
        n.thread_key, if('doubtful' in (n.trust, o.trust), 'doubtful', 'proven') as trust, c.words is not null as copied_words,
        n.words = hash(o.indicator_name, o.annual_value, o.cycle_value) as unchanged_words
), compared as (
    from paired
    select *,
        case
            when deadline < prior_deadline then 'earlier' when deadline > prior_deadline then 'later'
            when deadline = prior_deadline then 'same'
        end as deadline_change,
        case
            when prior_fiscal_year is null then null
            when prior_indicator_key is null then 'new'
            when kind = 'number' and prior_kind = 'number'
                and not (operator[1] in ('<', '>') and prior_operator[1] in ('<', '>') and operator[1] <> prior_operator[1])
                and prior_number is not null
            then case
                when abs(number - prior_number) > 1e-9 * greatest(abs(number), abs(prior_number))
                then if(number > prior_number, 'raised', 'lowered')
                when (prior_operator, operator) in (('>=', '>'), ('<', '<=')) then 'raised'
                when (prior_operator, operator) in (('>', '>='), ('<=', '<')) then 'lowered'
                else 'unchanged' end
            when kind = 'range' and prior_kind = 'range' and high is not null and prior_high is not null
            then case
                when number = prior_number and high = prior_high then 'unchanged'
                when number >= prior_number and high >= prior_high then 'raised'
                when number <= prior_number and high <= prior_high then 'lowered' else 'rewritten' end
            when deadline_change = 'same' then 'unchanged'
            when nature = prior_nature and nature in ('change', 'ratio') and one_base and measure <> prior_measure
            then if(measure > prior_measure, 'raised', 'lowered')
            when kind not in ('number', 'range')
                and regexp_replace(value, '\s+', '', 'g') = regexp_replace(prior_value, '\s+', '', 'g') then 'unchanged'
            when value = prior_value and kind = prior_kind and kind = 'range' then 'unchanged'
            else 'rewritten'
        end as change
), dropped as (
    from current_indicator as o
    anti join bridge_indicator as b on b.prior_indicator_key = o.indicator_key
    select o.institution_name, o.project_family_id, o.project_name, o.trust, o.indicator_name, o.next_fiscal_year as fiscal_year,
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
        when deadline_change is not null then deadline_change = 'earlier'
        when change in ('raised', 'lowered') and nature = 'change' and measure_operator <> '='
        then (change = 'raised') = (measure_operator[1] = '>')
        when change in ('raised', 'lowered') and direction is not null then (change = 'raised') = (direction = 'more')
    end as stricter,
    deadline_change, direction, trust, prior_indicator_name, method, score, document_key, project_key, page, indicator_key, prior_indicator_key,
    thread_key, copied_words, unchanged_words, unchanged_years, unchanged_since, first_fiscal_year, first_value
order by institution_name, fiscal_year, project_family_id, thread_key;
