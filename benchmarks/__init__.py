"""How fast target tables are read and with how much memory, beside other readers on the same pages in the
same run.

`documents.py` prints the pages, `peers.py` is one reader in a process of its own, `reading.py` compares them.
Needs the development environment with the `bench` group; nothing of the product imports it.
"""
