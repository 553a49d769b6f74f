"""The report that people open: static pages of the published warehouse, beside their assets, readable from disk.

Here belongs how the rows of sql/internal/report.sql are laid out as pages, tables, charts and evidence. Here does not belong
any SQL text, nor opening DuckDB (`warehouse/`), nor rendering pages of PDFs (`page_pictures.py`).

Everything that came out of a PDF is escaped where it becomes HTML (`cells.py`, `charts.py`); pages load nothing
but the files beside them.
"""

from pipelines.outputs.html_report.site import ReportError, Sources, prepare, put_in_place

__all__ = ["ReportError", "Sources", "prepare", "put_in_place"]
