-- 证明: what each proof of the reading found.
--
-- grain: document_key, proof
create table document_proof (
    document_key varchar not null references dim_document (document_key),
    proof varchar not null,
    passed boolean not null,
    checked bigint not null check (checked >= 0),
    failed bigint not null check (failed between 0 and checked),
    detail varchar,
    primary key (document_key, proof)
);
comment on table document_proof is '读取证明表；一行一个文件的一项证明｜Proofs of the reading; one row a document and proof';
comment on column document_proof.document_key is '文件键｜Key of the document';
comment on column document_proof.proof is '证明名称｜Name of the proof';
comment on column document_proof.passed is '通过｜Whether the proof passed';
comment on column document_proof.checked is '查验数｜How many things it looked at';
comment on column document_proof.failed is '未过数｜How many failed it';
comment on column document_proof.detail is '说明｜What it found, in words';
