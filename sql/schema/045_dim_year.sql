-- 年度: the fiscal years between the first and the last document, a year without any among them, and those of years.csv.
--
-- grain: fiscal_year
create table dim_year (
    fiscal_year integer primary key check (fiscal_year between 1990 and 2100),
    prior_year integer not null,
    plan_period varchar not null,
    plan_year integer not null check (plan_year between 1 and 5),
    plan_first_year integer not null,
    plan_last_year integer not null,
    cpi double check (cpi > 0),
    price_level double check (price_level > 0),
    check (prior_year = fiscal_year - 1)
);
comment on table dim_year is '年度维表；一行一个预算年度｜Fiscal years; one row a year';
comment on column dim_year.fiscal_year is '预算年度｜Fiscal year';
comment on column dim_year.prior_year is '上一年；日历上的上一年，不论有无文件｜The year before by the calendar, documented or not';
comment on column dim_year.plan_period is '规划期；五年规划，如 十四五（2021—2025）｜Five-year plan period, as 十四五 for 2021 to 2025';
comment on column dim_year.plan_year is '规划期第几年；1 到 5｜Which year of the plan period, 1 to 5';
comment on column dim_year.plan_first_year is '规划期首年｜First year of the plan period';
comment on column dim_year.plan_last_year is '规划期末年｜Last year of the plan period';
comment on column dim_year.cpi is '居民消费价格指数；上年 = 100，取自 years.csv，未提供则为空｜Consumer price index with the year before as 100, from years.csv; null where not given';
comment on column dim_year.price_level is '价格水平；逐年 cpi 连乘，最早给出之年的上一年 = 1，中断之后为空｜Price level: the product of cpi / 100 since the first year given, the year before it being 1; null after a year that is not given';
