-- The bars that institutions set for the same indicator in one year.
from v_peer_indicator
order by fiscal_year desc, canonical_level2, indicator_stem, unit, number desc, institution_name, indicator_key;
