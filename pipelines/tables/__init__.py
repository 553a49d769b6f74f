"""From what is printed on pages to tables of cells: grid, cells, rows over page breaks. No PDF library, no meaning."""
