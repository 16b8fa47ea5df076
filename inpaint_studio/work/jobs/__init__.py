"""Jobs: many pictures through one routine, in a folder that any number of processes and machines work on.

`job` is what is to be done, `ledger` what was done, `claims` who is doing what; `worker` takes pictures one after the
other, `crew` runs workers as processes of this machine, `farm` on a Dask cluster. Everything is a file in the job's
folder: there is no server and no port. Imports `work.routines` and the modules of work beside it.
"""
