-- How much the current documents hold.
select
    (select count(distinct institution_name) from v_project) as institutions,
    (select count(distinct fiscal_year) from v_project) as years,
    (select count(*) from v_project) as projects,
    (select count(*) from v_indicator) as indicators
