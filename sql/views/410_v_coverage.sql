-- Which documents there are of each institution and year; a year inside its span without any is shown as missing.
--
-- grain: institution_name, fiscal_year
-- not null: institution_name, fiscal_year, coverage
-- twin: 文件覆盖
create view v_coverage as
with span as (
    from int_held_document select institution_key, unnest(range(min(fiscal_year), max(fiscal_year) + 1))::integer as fiscal_year
    group by institution_key
)
from span as y
join dim_institution as i using (institution_key)
left join int_held_document as h using (institution_key, fiscal_year)
select i.institution_name, y.fiscal_year,
    case
        when bool_or(h.is_current) then 'covered'
        when count(*) filter (h.status = 'quarantined') > 0 then 'quarantined'
        when count(*) filter (h.status = 'no_target_table') > 0 then 'no_target_table'
        when count(*) filter (h.status = 'withdrawn') > 0 then 'withdrawn'
        else 'missing'
    end as coverage,
    count(*) filter (h.status = 'loaded')::integer as loaded, count(*) filter (h.status = 'superseded')::integer as superseded,
    count(*) filter (h.status = 'quarantined')::integer as quarantined,
    count(*) filter (h.status = 'no_target_table')::integer as no_target_table,
    count(*) filter (h.status = 'duplicate')::integer as duplicates,
    any_value(h.file_name) filter (h.is_current) as file_name
group by i.institution_name, y.fiscal_year;

comment on view v_coverage is '文件覆盖；一行一个单位、年度，自其最早至最近年度｜Grain: institution and year, from its first to its last';
comment on column v_coverage.coverage is '覆盖；covered 有、quarantined 已隔离、no_target_table 无绩效目标表、withdrawn 已撤下、missing 缺｜What there is of the year';
comment on column v_coverage.loaded is '已入库文件数｜Loaded documents';
comment on column v_coverage.superseded is '被取代文件数｜Superseded documents';
comment on column v_coverage.quarantined is '已隔离文件数｜Quarantined documents';
comment on column v_coverage.no_target_table is '无绩效目标表文件数｜Documents without a target table';
comment on column v_coverage.duplicates is '重复文件数｜Duplicate files';
comment on column v_coverage.file_name is '现行文件名｜Name of the current document';
