-- Where each institution's money of a year comes from.
from v_funding_mix order by institution_name, fiscal_year, funding_source;
