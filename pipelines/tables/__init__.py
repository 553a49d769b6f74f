"""From the glyphs and rules of pages to tables of cells.

Here belong what is set aside, the grid, its cells, columns by white space, and tables over page breaks. Here belong
neither a PDF library (`pdf/`) nor what a cell means (`layouts/`).
"""
