"""Jixiao (绩效): performance-budget PDFs in, one proven DuckDB warehouse out."""

__version__ = "0.2.0"
PARSER_VERSION = "10"
"""Raised whenever the same bytes would be read differently: every document is then parsed again."""
