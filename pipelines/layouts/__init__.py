"""The layouts that Jixiao reads: one module each, which knows its headings from headings.yml and nothing of PDF.

A layout module has `NAME`, `recognise(table) -> Heading | None` and `read(run, unit, findings) -> list[Section]`.
docs/adding-a-layout.md walks through adding one.
"""
