-- What the families of one stem had in the prior year at those whom a succession takes together with an institution, its own not
-- counted. A split's families are inherited where one of those who carry on has the family, never twice.
--
-- grain: institution_name, fiscal_year, family_stem
create table int_family_succession (
    institution_name varchar not null,
    fiscal_year integer not null,
    family_stem varchar not null,
    prior_fiscal_year integer not null,
    inherited_yuan decimal(18, 2),
    primary key (institution_name, fiscal_year, family_stem)
);
comment on table int_family_succession is '项目族承接；一行一个单位、年度、其前身上年有过的项目族，供视图取用｜Grain: institution, year and stem of a family that those before it had; derived from the projects, read by the views';
comment on column int_family_succession.family_stem is '项目族词干；去掉年度、批次与单位名后的名称｜The name without years, batches and its institution''s name';
comment on column int_family_succession.prior_fiscal_year is '对比年度；本单位或其前身上一个有文件的年度｜The documented year before, of the institution or of who came before it';
comment on column int_family_succession.inherited_yuan is '承接金额（元）；其他各方同词干项目族上年金额之和，多方并存则为空｜The prior year''s money of the others'' families of this stem; null where several carry them on';

insert into int_family_succession by name
with member as (
    from int_institution_succession
    select institution_name, fiscal_year, prior_fiscal_year, unnest(string_split(members, '、')) as member_name
    where prior_amount_yuan is not null
), had as (
    from member as m
    join int_family_year as f on f.institution_name = m.member_name and f.fiscal_year = m.prior_fiscal_year
    join dim_family as d using (project_family_id)
    select m.institution_name, m.fiscal_year, m.prior_fiscal_year, d.family_stem, sum(f.amount_yuan)::decimal(18, 2) as inherited_yuan
    where m.member_name <> m.institution_name
    group by all
), holder as (
    from member as m
    join int_family_year as f on f.institution_name = m.member_name and f.fiscal_year = m.fiscal_year
    join dim_family as d using (project_family_id)
    select m.institution_name, m.fiscal_year, d.family_stem, count(*) as family_count
    group by all
)
from had as h
left join holder as n using (institution_name, fiscal_year, family_stem)
select h.institution_name, h.fiscal_year, h.family_stem, h.prior_fiscal_year,
    if(n.family_count > 1, null, h.inherited_yuan) as inherited_yuan
order by h.institution_name, h.fiscal_year, h.family_stem;
