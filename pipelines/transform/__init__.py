"""What printed values mean: text, money, targets, names, families, kinds. Pure code, without Dagster, DuckDB
or PDF."""
