-- Open one file to read, in a database of the connection's own.
attach {file} as {catalog} (read_only)
