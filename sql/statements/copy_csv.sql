-- One table or view as one CSV file; null is an empty cell, an empty text is "".
copy (from {table}) to {target} (format csv, header true)
