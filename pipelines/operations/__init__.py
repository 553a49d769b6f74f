"""What keeps batches running unattended: what has arrived, where documents are read, what is kept, whom to tell, what is
wrong with the machine.

Here does not belong what a batch does (`pipelines/batch.py`) or what Dagster shows of it (`pipelines/defs/`).
"""
