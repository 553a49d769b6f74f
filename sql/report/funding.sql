-- Money by project and source, with the page it stands on.
from v_funding order by institution_name, fiscal_year, project_seq, document_key, funding_source;
