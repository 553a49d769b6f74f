-- An institution has a document for every year between its first and its last.
-- severity: warning
from v_coverage
select institution_name, fiscal_year, coverage
where coverage <> 'covered';
