"""The batch as Dagster shows and runs it: assets, checks, the job.

Here belong Dagster objects only, thin over `pipelines/batch.py`. Here does not belong any logic: what a step
does is tested without Dagster.
"""
