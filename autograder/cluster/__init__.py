"""Grading on more than one machine, over a Dask cluster. Nothing of Dask is loaded where no scheduler is named.

`caller` is the pool that `cohort` hands submissions to: it connects, agrees on versions, and watches who is left. `machine`
is what a worker of the cluster holds for one run: the course, and judges as `judges` starts them anywhere. `bundle` is the
course on its way, `agreement` what has to be the same on all machines, `command` is `make scheduler` and `make worker`.
"""
