-- The documented years of an institution that follow one another, and by what their money can be compared: by source where
-- both are printed on the same layouts, by group where layouts differ, by the total alone where one parts it and one does not.
--
-- grain: institution_name, fiscal_year
create view int_source_pair as
from int_documented_year as y
join int_source_scope as n using (institution_name, fiscal_year)
left join int_source_scope as b on b.institution_name = y.institution_name and b.fiscal_year = y.prior_fiscal_year
select y.institution_name, y.fiscal_year, b.fiscal_year as prior_fiscal_year,
    case when b.fiscal_year is null then null when n.has_undivided <> b.has_undivided then 'total'
        when n.layout = b.layout then 'source' else 'group' end as comparable_by,
    least(n.divided_share, b.divided_share) as coverage;

comment on view int_source_pair is '资金来源对比口径；一行一个单位、年度，供来源视图取用｜Grain: institution and year; read by the views of sources';
comment on column int_source_pair.comparable_by is '可比口径；source 按来源（两年版式相同）、group 按资金组（版式不同）、total 只可比合计（一年区分来源而另一年未区分），无上年则为空｜What the years can be compared by: source where layouts are the same, group where they differ, total where one year does not part its money; null without a prior year';
comment on column int_source_pair.coverage is '覆盖率；两年中按来源印出的资金占比，取低者｜Share of the money that is printed by source, the lower of both years'' shares';
