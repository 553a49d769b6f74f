"""Jixiao (绩效): performance-budget PDFs in, one proven DuckDB warehouse out."""

__version__ = "0.1.0"
