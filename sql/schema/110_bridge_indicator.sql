-- 指标归一: which indicator of the prior documented year an indicator carries on, one to one within a family.
--
-- grain: indicator_key
create table bridge_indicator (
    indicator_key varchar primary key references fact_indicator (indicator_key),
    -- Once only, and known: held by checks, since two more indexes over the largest table cost a build half its memory.
    prior_indicator_key varchar not null,
    method varchar not null check (method in ('name', 'stem', 'likeness')),
    score double not null check (score between 0 and 1),
    unit_factor double check (unit_factor > 0),
    evidence varchar not null
);
comment on table bridge_indicator is '指标归一表；一行一个与上一有文件年度相承的指标｜Indicators matched to the prior documented year; one row a matched indicator';
comment on column bridge_indicator.indicator_key is '指标键｜Key of the indicator, from document, project and sequence';
comment on column bridge_indicator.prior_indicator_key is '上年指标键｜Key of the prior year''s indicator';
comment on column bridge_indicator.method is '相承方法；name 同名、stem 同词干、likeness 相似｜How the indicator was matched';
comment on column bridge_indicator.score is '相承得分；0 到 1｜Score of the match, 0 to 1';
comment on column bridge_indicator.unit_factor is '单位系数；上年标准数乘以它方可与本年相比，不可比为空｜What the prior standard number is multiplied by to compare; null where units do not compare';
comment on column bridge_indicator.evidence is '相承依据｜What the match rests on';
