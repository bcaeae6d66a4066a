"""Grades numerical Python: an answer is right when rounding alone explains its distance from the exact value.

A submission passes through these, in one direction:

    reading     `find`: whose files are these, in a folder or a zip (`places`), in which of the `layouts`? `read`: each
                once; `text`: as source, of a notebook the code cells (`notebook_source`, `magics`); `choose`: of several
                files the one that counts. `own`: a student's own answers, where they belong
    people      the roster: whose a submission is, and what lateness leaves of its mark (`collecting` does both)
    isolation   `isolate`: a worker process, forked from a preloaded one (`worker/` is all that it holds) and confined;
                `probe`: whether the confinement holds here; `time_limit`: how long a worker is waited for
    call        arguments out, plain values back; `patience` with what that costs
    judging     `judge`: the exact value and the allowance of an `expectation` (`target`, on `ball` and `affine` numbers),
                held against the answer (`compare`); formulas by what they are (`evaluate`) at hidden `places`. `diagnose`:
                which wrong answer it is, by the `mistakes` that all answers of an exercise speak for, or by its shape
                (`patterns`). `proved`: targets written down, for where the programs are not
    examples    small inputs that show the same mistake, from public ones
    recording   `record`: the gradebook, in SQLite on the `disk`; `identity`: what a result depends on, and so whether it
                has to be found again; `summary`: what a run recorded
    telling     `tell`: files for the student; `overview`, `listing`: tables for the terminal; `pages`: HTML; `push`: what a
                workflow shows; `exports`: files for gradebooks elsewhere. All in the language that `language` says

`course` knows the course that this process serves: a folder, which may lie anywhere, with `solutions/` in it. `session`
collects the checks, which are pytest tests. What authors got wrong is found in both by `authoring`, and told with file and
line by `faults`. `questions` works out once what the checks ask, and `checking` puts it to a student's functions. `grading`
takes one submission from isolation to diagnosis, `judge_process` one after the other, `judges` has such processes, `cohort`
hands many to them or to a `cluster` on the same `terms`, `run` a whole cohort into a gradebook. `check` and `watch` are the
students' commands, `cli` and `staff` the instructors'.

`new` begins a topic, `publish` makes from `solutions/` what students open, `notebook` is what the cells of their notebooks
call, `packages` what students' repositories, otter-grader and Gradescope run; `translating` keeps the catalogs, `similarity`
lists programs that are alike, `trust` holds pushed results against staff's, and `audit` proves the checks, by the programs
of the course and by mutants (`auditing`).

From Python: `grade` in `api`, whose `Report` tells all of it (docs/api.md).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Report, as_json, grade

__all__ = ["Report", "as_json", "grade"]


def __getattr__(name: str) -> Any:
    """What `api` offers; it is loaded when it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api

    return getattr(api, name)
