-- 质量问题: whatever a person should see; nothing wrong gets in silently.
--
-- grain: issue_key
create table dq_issue (
    issue_key varchar primary key,
    document_key varchar references dim_document (document_key),
    file_name varchar,
    page integer check (page >= 1),
    severity varchar not null check (severity in ('error', 'warning', 'info')),
    rule varchar not null check (regexp_full_match(rule, '[a-z0-9_]+')),
    subject varchar not null,
    message varchar not null,
    x0 double,
    top double,
    x1 double,
    bottom double
);
comment on table dq_issue is '质量问题表；一行一个问题｜Data quality issues; one row an issue';
comment on column dq_issue.issue_key is '问题键｜Key of the issue';
comment on column dq_issue.document_key is '文件键；不属某一文件则为空｜Key of the document; null where it belongs to none';
comment on column dq_issue.file_name is '文件名｜File name without its folders';
comment on column dq_issue.page is '页码｜Page it stands on';
comment on column dq_issue.severity is '严重程度；error 错误、warning 警告、info 提示｜Severity';
comment on column dq_issue.rule is '规则｜Rule, a reason code';
comment on column dq_issue.subject is '对象；项目、字段等｜What it is about: project, field';
comment on column dq_issue.message is '说明；一句话｜What is doubtful, in one sentence';
comment on column dq_issue.x0 is '左；距页左边的点数｜Left edge, points from the page''s left';
comment on column dq_issue.top is '上；距页顶的点数｜Top edge, points from the page''s top';
comment on column dq_issue.x1 is '右；距页左边的点数｜Right edge, points from the page''s left';
comment on column dq_issue.bottom is '下；距页顶的点数｜Bottom edge, points from the page''s top';
