-- Projects with their money, goal and place.
from v_project order by institution_name, fiscal_year, project_seq, document_key;
