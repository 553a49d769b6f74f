-- What the file says each of its tables holds.
from publish_manifest select table_name, row_count order by table_name;
