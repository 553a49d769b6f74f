-- Money that still goes to projects of earlier years, by what their names say.
--
-- grain: institution_name, fiscal_year, project_key
-- twin: 尾款项目
create view v_tail_payments as
with named as (
    from v_project
    select *, list_max(list_transform(regexp_extract_all(project_name, '20[0-9]{2}'), lambda y: y::integer)) as vintage_year,
        nullif(regexp_extract(project_name, '结转|尾款|尾数|余款|质保金|质量保证金|结算款|结余|续建'), '') as mark
)
from named
select institution_name, fiscal_year, project_seq, project_name, project_family_id, project_type, vintage_year, mark,
    fiscal_year - vintage_year as years_after, total_yuan, page_first, file_name, document_key, project_key, trust
where vintage_year < fiscal_year or mark is not null;

comment on view v_tail_payments is '尾款项目；一行一个名称带有以前年度或结转、尾款等字样的项目｜Grain: project and year whose name tells an earlier year or a carried-over payment';
comment on column v_tail_payments.vintage_year is '名称年份；名称中最晚的年份，无则为空｜Latest year in the name; null where it has none';
comment on column v_tail_payments.mark is '字样；结转、尾款等｜Mark in the name that tells a tail payment';
comment on column v_tail_payments.years_after is '滞后年数｜Fiscal year less the year in the name';
