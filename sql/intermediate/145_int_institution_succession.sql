-- What an institution's year compares with once successions are followed: those who carry on what it, or what they, did before
-- are taken together in both years, so that a rename, a merger or a split is neither growth nor loss. A year that no succession
-- touches has no row.
--
-- grain: institution_name, fiscal_year
create table int_institution_succession (
    institution_name varchar not null,
    fiscal_year integer not null,
    prior_fiscal_year integer not null,
    amount_yuan decimal(18, 2),
    prior_amount_yuan decimal(18, 2),
    members varchar not null,
    kinds varchar not null,
    primary key (institution_name, fiscal_year)
);
comment on table int_institution_succession is '承接口径；一行一个单位、有承接关系的年度，由 institutions.csv 与现行项目算出，供视图取用｜Grain: institution and year that a succession touches; derived from the projects, read by the views';
comment on column int_institution_succession.prior_fiscal_year is '对比年度；本单位或其前身上一个有文件的年度｜The documented year before, of the institution or of who came before it';
comment on column int_institution_succession.amount_yuan is '本年金额（元）；承接各方之和，缺任一承接方文件则为空｜The year''s money of all who carry on; null where a document of one is missing';
comment on column int_institution_succession.prior_amount_yuan is '上年金额（元）；承接各方之和，缺任一前身文件则为空｜The prior year''s money of all of them; null where a document of one is missing';
comment on column int_institution_succession.members is '承接各方；合并计算的单位｜Institutions that are taken together';
comment on column int_institution_succession.kinds is '方式；renamed 更名、merged 合并、split 分立｜Kinds of succession between the two years';

insert into int_institution_succession by name
with recursive lineage as (
    from int_documented_year as y join bridge_institution_succession as s on s.successor_key = y.institution_key
    select y.institution_key, y.fiscal_year, s.predecessor_key as ancestor_key
    where s.fiscal_year <= y.fiscal_year
    union
    from lineage as l join bridge_institution_succession as s on s.successor_key = l.ancestor_key
    select l.institution_key, l.fiscal_year, s.predecessor_key
    where s.fiscal_year <= l.fiscal_year
), inherited as (
    from lineage as l join int_documented_year as d on d.institution_key = l.ancestor_key and d.fiscal_year < l.fiscal_year
    select l.institution_key, l.fiscal_year, max(d.fiscal_year) as prior_fiscal_year
    group by all
), pair as (
    from int_documented_year as y left join inherited as h using (institution_key, fiscal_year)
    select y.institution_key, y.institution_name, y.fiscal_year,
        coalesce(y.prior_fiscal_year, h.prior_fiscal_year) as prior_fiscal_year
    where coalesce(y.prior_fiscal_year, h.prior_fiscal_year) is not null
), edge as (
    from pair as p join bridge_institution_succession as s
        on s.fiscal_year > p.prior_fiscal_year and s.fiscal_year <= p.fiscal_year
    select p.institution_key, p.fiscal_year, s.predecessor_key, s.successor_key, s.kind
), member as (
    from pair select institution_key, fiscal_year, institution_key as member_key
    union
    from member as m join edge as e
        on e.institution_key = m.institution_key and e.fiscal_year = m.fiscal_year
        and m.member_key in (e.predecessor_key, e.successor_key)
    select m.institution_key, m.fiscal_year,
        if(m.member_key = e.predecessor_key, e.successor_key, e.predecessor_key)
), touching as (
    from edge as e semi join member as m
        on m.institution_key = e.institution_key and m.fiscal_year = e.fiscal_year and m.member_key = e.predecessor_key
    select e.*
), kinds as (
    from touching
    select institution_key, fiscal_year, string_agg(distinct kind, '+' order by kind) as kinds,
        list(distinct predecessor_key) as predecessors, list(distinct successor_key) as successors
    group by all
)
from kinds as k
join pair as p using (institution_key, fiscal_year)
join member as m using (institution_key, fiscal_year)
join dim_institution as i on i.institution_key = m.member_key
left join int_documented_year as dn on dn.institution_key = m.member_key and dn.fiscal_year = p.fiscal_year
left join int_documented_year as db on db.institution_key = m.member_key and db.fiscal_year = p.prior_fiscal_year
left join int_institution_year as n on n.institution_name = i.institution_name and n.fiscal_year = p.fiscal_year
left join int_institution_year as b on b.institution_name = i.institution_name and b.fiscal_year = p.prior_fiscal_year
select p.institution_name, p.fiscal_year, p.prior_fiscal_year,
    -- Who is only succeeded no longer discloses, who only succeeds did not yet: nothing is missing of either.
    if(bool_or(dn.fiscal_year is null and list_contains(k.successors, m.member_key)
        and not list_contains(k.predecessors, m.member_key)), null, coalesce(sum(n.amount_yuan), 0))::decimal(18, 2) as amount_yuan,
    if(bool_or(db.fiscal_year is null and list_contains(k.predecessors, m.member_key)
        and not list_contains(k.successors, m.member_key)), null, coalesce(sum(b.amount_yuan), 0))::decimal(18, 2) as prior_amount_yuan,
    string_agg(i.institution_name, '、' order by i.institution_name) as members, k.kinds
group by all
order by p.institution_name, p.fiscal_year;
