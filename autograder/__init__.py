"""Grades numerical Python: an answer is right when rounding alone explains its distance from the exact value.

A submission passes through these modules, in one direction:

    find      a folder, a zip (`places`): whose files are these, and which topic do they answer?
    read      each file once, as source text; nothing is run. Of a notebook the code cells (`notebook_source`),
              without `magics`; of several files for one topic the one that counts (`choose`)
    isolate   a worker process for the submission, forked from a preloaded one (`worker/` is all it holds)
    call      arguments out, plain values back, within a time limit
    judge     the exact value and the allowance (`target`, on `ball` and `affine` numbers), held against
              the answer (`compare`)
    diagnose  which wrong answer it is, by the misconceptions on the same inputs, or by its shape (`patterns`)
    record    the gradebook: SQLite (on the `disk`, for one grader at a time)
    tell      files for the student, tables for the terminal, from what was recorded (`summary`)

`course` knows what the instructor's folders hold, `session` collects the checks, which are pytest tests, `checking`
runs them on a student's functions, `grade` takes one submission through isolate to diagnose, `cohort` many at once,
and `run` grades those whose `identity` (all that a result depends on) the gradebook does not know yet. `publish`
makes from `solutions/` what students open, `notebook` is what the cells of their notebooks call, and `audit` proves
the checks. `packages` makes what otter-grader and Gradescope run.
"""
