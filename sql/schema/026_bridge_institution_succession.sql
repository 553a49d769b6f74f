-- 单位沿革: who carries on what an institution did before, from institutions.csv. Each keeps its own key and documents.
--
-- grain: predecessor_key, successor_key, fiscal_year
create table bridge_institution_succession (
    predecessor_key varchar not null references dim_institution (institution_key),
    successor_key varchar not null references dim_institution (institution_key),
    fiscal_year integer not null check (fiscal_year between 1900 and 2100),
    kind varchar not null check (kind in ('renamed', 'merged', 'split')),
    primary key (predecessor_key, successor_key, fiscal_year),
    check (predecessor_key <> successor_key)
);
comment on table bridge_institution_succession is '单位沿革表；一行一次承接，取自 institutions.csv｜Successions of institutions; one row a predecessor, successor and year';
comment on column bridge_institution_succession.predecessor_key is '前身单位键｜Key of the predecessor';
comment on column bridge_institution_succession.successor_key is '承接单位键｜Key of the successor';
comment on column bridge_institution_succession.fiscal_year is '承接年度；承接单位的首个预算年度｜First fiscal year in which the successor carries on';
comment on column bridge_institution_succession.kind is '方式；renamed 更名、merged 合并、split 分立｜Kind of succession';
