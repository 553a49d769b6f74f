"""Untrusted files are read in disposable processes, each with limits, here or on a Dask cluster.

The order of the modules is the order of what happens: `gate` (checked before anything is started), `limits`, `pool` (starts
worker processes and waits for them), `fork_server` (makes one for each file), `confinement` (takes its rights away),
`worker` (reads the file), `endings` (what its end means), `reading` (many files), `cluster` and `executors`.
"""
