"""Grades numerical Python: an answer is right when rounding alone explains its distance from the exact value.

A submission passes through these modules, in one direction:

    find      a folder, a zip: whose files are these, and which topic do they answer?
    read      bytes to source text; nothing is run
    isolate   a worker process for the submission, forked from a preloaded one (`worker/` is all it holds)
    call      arguments out, plain values back, within a time limit
    judge     the exact value and the allowance (`target`, on `ball` and `affine` numbers), held against
              the answer (`compare`)
    diagnose  which wrong answer it is, by the misconceptions on the same inputs, or by its shape (`patterns`)
    record    the gradebook: SQLite, and the CSV made from it
    tell      files for the student, tables for the terminal

`course` knows what the instructor's folders hold, `session` runs the checks as pytest tests, `grade` takes one
submission through all of it and `cohort` many at once. `publish` makes from `solutions/` what students open,
`notebook` is what the cells of their notebooks call, and `audit` proves the checks.
"""
