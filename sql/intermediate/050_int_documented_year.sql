-- The years an institution has a current target table for, each with the documented year before and after it.
--
-- grain: institution_name, fiscal_year
create view int_documented_year as
from bridge_document_institution as s
join dim_institution as i using (institution_key)
join dim_document as d using (document_key)
select distinct i.institution_key, i.institution_name, s.fiscal_year,
    lag(s.fiscal_year) over (partition by i.institution_key order by s.fiscal_year) as prior_fiscal_year,
    lead(s.fiscal_year) over (partition by i.institution_key order by s.fiscal_year) as next_fiscal_year
where s.is_current and s.document_kind = 'target' and d.status = 'loaded';

comment on view int_documented_year is '有文件的年度；一行一个单位的一个有现行文件的年度｜Grain: institution and year with a current document';
comment on column int_documented_year.prior_fiscal_year is '对比年度；该单位上一个有文件的年度，无则为空｜The documented year before; null where there is none';
comment on column int_documented_year.next_fiscal_year is '下一有文件的年度；无则为空｜The documented year after; null where there is none';
