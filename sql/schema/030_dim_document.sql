-- 文件: every file ever taken in, whatever became of it.
--
-- grain: sha256, relative_path
create table dim_document (
    document_key varchar primary key,
    file_name varchar not null,
    sha256 varchar not null check (regexp_full_match(sha256, '[0-9a-f]{64}')),
    institution_key varchar references dim_institution (institution_key),
    fiscal_year integer check (fiscal_year between 1990 and 2100),
    layout varchar,
    document_kind varchar check (
        document_kind in ('target', 'self_evaluation', 'monitoring', 'adjustment', 'whole_department', 'transfer')
    ),
    document_kinds varchar,
    page_count integer check (page_count >= 0),
    unit varchar,
    status varchar not null check (
        status in ('loaded', 'quarantined', 'no_target_table', 'duplicate', 'superseded', 'withdrawn')
    ),
    reason varchar check (reason is not null or status not in ('quarantined', 'no_target_table', 'withdrawn')),
    ingested_at timestamp,
    relative_path varchar,
    byte_size bigint check (byte_size >= 0),
    modified_at timestamp,
    in_inbox boolean,
    parser_version varchar,
    institution_source varchar,
    fiscal_year_source varchar,
    duplicate_of varchar,
    superseded_by varchar,
    check (duplicate_of is not null or status <> 'duplicate')
);
comment on table dim_document is '文件维表；一行一个曾经收进的文件｜Documents; one row for every file ever taken in';
comment on column dim_document.document_key is '文件键；由 SHA-256 算出｜Key of the document, from its SHA-256';
comment on column dim_document.file_name is '文件名｜File name without its folders';
comment on column dim_document.sha256 is '文件指纹；SHA-256 十六进制｜SHA-256 of the file''s bytes, in hex';
comment on column dim_document.institution_key is '单位键｜Key of the institution';
comment on column dim_document.fiscal_year is '预算年度｜Fiscal year';
comment on column dim_document.layout is '版式；list、horizontal、expanded、application_form、form｜Layout of the target table';
comment on column dim_document.document_kind is '文件种类；target 绩效目标、self_evaluation 自评、monitoring 监控、adjustment 调整、whole_department 整体支出、transfer 转移支付；有多种时取先入库者，无则为空｜Kind of its tables; of several the one that is loaded first, null where it holds none';
comment on column dim_document.document_kinds is '全部种类；以 + 相连｜All kinds of tables that it holds, joined by +';
comment on column dim_document.page_count is '页数｜Pages in the document';
comment on column dim_document.unit is '金额单位；如 万元｜Unit of money as printed';
comment on column dim_document.status is '状态；loaded 已入库、quarantined 已隔离、no_target_table 无绩效目标表、duplicate 重复、superseded 已被取代、withdrawn 已撤下｜Status of the document';
comment on column dim_document.reason is '原因；一句话｜Reason for the status, in one sentence';
comment on column dim_document.ingested_at is '收进时间；UTC｜When it was taken in, UTC';
comment on column dim_document.relative_path is '相对路径；在收件箱内｜Path inside the inbox';
comment on column dim_document.byte_size is '文件大小；字节｜Size in bytes';
comment on column dim_document.modified_at is '文件修改时间；UTC｜When the file was last modified, UTC';
comment on column dim_document.in_inbox is '仍在收件箱；上一批运行时｜Whether the file was still in the inbox at the last batch';
comment on column dim_document.parser_version is '解析器版本｜Version of the parser that read it';
comment on column dim_document.institution_source is '单位来源；manifest、file name、folder、cover、table 之一｜Where the institution was found';
comment on column dim_document.fiscal_year_source is '年度来源；manifest、file name、folder、cover、table 之一｜Where the fiscal year was found';
comment on column dim_document.duplicate_of is '与之相同的文件键｜Key of the document with the same bytes';
comment on column dim_document.superseded_by is '取代它的文件键｜Key of the later document of the same institution, year and kind';
