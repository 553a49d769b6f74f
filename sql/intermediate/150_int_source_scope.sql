-- How far the money of an institution's year is parted by source: on what layouts it is printed, and how much of it is one sum.
--
-- grain: institution_name, fiscal_year
create view int_source_scope as
with layouts as (
    from bridge_document_institution
    select institution_key, fiscal_year, string_agg(distinct layout, '、' order by layout) as layout
    where is_current and document_kind = 'target' group by all
), money as (
    from int_institution_source_year
    select institution_name, fiscal_year, sum(amount_yuan) as total_yuan,
        coalesce(sum(amount_yuan) filter (funding_group = '未区分'), 0) as undivided_yuan
    group by all
)
from int_documented_year as y
join layouts as l using (institution_key, fiscal_year)
join money as m on m.institution_name = y.institution_name and m.fiscal_year = y.fiscal_year
select y.institution_name, y.fiscal_year, l.layout, m.undivided_yuan > 0 as has_undivided,
    round(1 - m.undivided_yuan::double / nullif(m.total_yuan, 0)::double, 6) as divided_share;

comment on view int_source_scope is '资金来源口径；一行一个单位、年度，供来源视图取用｜Grain: institution and year; read by the views of sources';
comment on column int_source_scope.layout is '版式；该年度现行文件的版式｜Layouts of the year''s current documents';
comment on column int_source_scope.has_undivided is '有未区分；有只印合计的资金｜Whether some money is printed as a total alone';
comment on column int_source_scope.divided_share is '已区分占比；按来源印出的资金占全部｜Share of the money that is printed by source';
