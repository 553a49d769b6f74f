-- The bar that several institutions set for the same indicator in one year: the cycle value where one is printed, else the annual.
insert into indicator_bar by name
from current_project as p
join fact_indicator as f using (document_key, project_key, fiscal_year)
select f.fiscal_year, f.indicator_stem,
    if(f.cycle_value is null, f.annual_standard_unit, f.cycle_standard_unit) as unit,
    count(distinct p.institution_key)::integer as institution_count,
    min(if(f.cycle_value is null, f.annual_standard_number, f.cycle_standard_number)) as lowest,
    median(if(f.cycle_value is null, f.annual_standard_number, f.cycle_standard_number)) as median,
    max(if(f.cycle_value is null, f.annual_standard_number, f.cycle_standard_number)) as highest
where if(f.cycle_value is null, f.annual_kind, f.cycle_kind) = 'number'
group by all
having count(distinct p.institution_key) > 1
order by f.fiscal_year, f.indicator_stem, unit;
