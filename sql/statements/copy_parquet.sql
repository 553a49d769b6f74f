-- One table as Parquet files under a folder, by fiscal year where {options} says so.
copy (from {table}) to {target} (format parquet, compression zstd{options})
