-- 资金来自哪里，构成有何变化？ Where does the money come from, and how does the mix move?
from v_funding_mix
select institution_name, fiscal_year, funding_source, amount_yuan, share, prior_amount_yuan
order by institution_name, fiscal_year, amount_yuan desc, funding_source;
