-- Each institution's money from its first documented year to its last, as growth a year. Years without a document count as
-- years that passed: the growth is spread over them, and their number is told.
--
-- grain: institution_name
-- not null: institution_name, first_fiscal_year, last_fiscal_year, trust
-- twin: 单位复合增长
create view v_institution_growth as
with ends as (
    from int_institution_year
    select institution_name, min(fiscal_year) as first_year, max(fiscal_year) as last_year,
        count(*)::integer as years, arg_min(amount_yuan, fiscal_year) as first_yuan, arg_max(amount_yuan, fiscal_year) as last_yuan,
        case when 'doubtful' in (arg_min(trust, fiscal_year), arg_max(trust, fiscal_year)) then 'doubtful' else 'proven' end as trust
    group by institution_name
)
from ends as g
left join dim_year as y on y.fiscal_year = g.first_year
left join dim_year as p on p.fiscal_year = g.last_year
select g.institution_name, g.first_year as first_fiscal_year, g.last_year as last_fiscal_year,
    g.last_year - g.first_year as span_years, g.years as documented_years, g.last_year - g.first_year + 1 - g.years as gap_years,
    g.first_yuan, g.last_yuan, (g.last_yuan / nullif(g.first_yuan, 0))::double as times,
    round(pow(times, 1 / nullif(span_years, 0)) - 1, 6) as compound_growth,
    round(pow(times * y.price_level / p.price_level, 1 / nullif(span_years, 0)) - 1, 6) as real_compound_growth, g.trust;

comment on view v_institution_growth is '单位复合增长；一行一个单位｜Grain: institution';
comment on column v_institution_growth.first_fiscal_year is '首年｜First year';
comment on column v_institution_growth.last_fiscal_year is '末年｜Last year';
comment on column v_institution_growth.span_years is '相隔年数；末年减首年｜Years between them';
comment on column v_institution_growth.documented_years is '有数年数｜Years with figures';
comment on column v_institution_growth.gap_years is '缺口年数；首末年之间没有数的年度｜Years between the first and the last without figures';
comment on column v_institution_growth.first_yuan is '首年金额（元）｜Money of the first year in yuan';
comment on column v_institution_growth.last_yuan is '末年金额（元）｜Money of the last year in yuan';
comment on column v_institution_growth.times is '倍数；末年除以首年，首年为 0 则为空｜Money of the last year over that of the first; null where that is 0';
comment on column v_institution_growth.compound_growth is '年均复合增长率；按相隔年数，首年为 0 或只有一年则为空｜Compound growth a year over the years between; null where the first is 0 or there is one year only';
comment on column v_institution_growth.real_compound_growth is '实际年均复合增长率；扣除物价，years.csv 未给 cpi 则为空｜The same in real terms; null where years.csv gives no cpi';
