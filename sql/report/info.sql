-- What made the published file.
from publish_info select name, value order by name;
