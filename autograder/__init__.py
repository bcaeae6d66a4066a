"""Grades numerical Python: an answer is right when rounding alone explains its distance from the exact value.

A submission passes through these, in one direction:

    reading     `find`: whose files are these, in a folder or a zip (`places`), in which of the `layouts`? `read`: each
                once; `text`: as source, of a notebook the code cells (`notebook_source`, `magics`); `choose`: of several
                files the one that counts. `own`: a student's own answers, where they belong
    isolation   `isolate`: a worker process, forked from a preloaded one (`worker/` is all that it holds) and confined;
                `probe`: whether the confinement holds here; `time_limit`: how long a worker is waited for
    call        arguments out, plain values back
    judging     `judge`: the exact value and the allowance (`target`, on `ball` and `affine` numbers), held against the
                answer (`compare`). `diagnose`: which wrong answer it is, by the misconceptions on the same inputs, or
                by its shape (`patterns`)
    recording   `record`: the gradebook, in SQLite on the `disk`; `identity`: what a result depends on, and so whether it
                has to be found again; `summary`: what a run recorded
    tell        files for the student, tables for the terminal

`course` knows what the instructor's folders hold. `session` collects the checks, which are pytest tests, and `checking`
runs them on a student's functions. `grade` takes one submission from isolation to diagnosis, `cohort` many at once,
`run` a whole cohort into a gradebook. `publish` makes from `solutions/` what students open, `notebook` is what the cells
of their notebooks call, `packages` what otter-grader and Gradescope run, and `audit` proves the checks.
"""
