-- The institutions and the keys that name their pages.
from dim_institution select institution_name, institution_key order by institution_name;
