"""What people open: the report, workbooks and other files, answers, differences, the terminal, pictures of cells.

Everything here reads a published warehouse and changes none.
"""
