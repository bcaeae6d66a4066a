"""Measures what grading costs beside the student's own code, pytest and otter. `make bench` runs it.

    recording   the calls that the checks make, written down once with what the reference answers
    recorded    reads them again, and holds a module's answers against them; stands alone, copied beside the tests
    suites      the same checks as pytest files and as an autograder zip of otter's
    cohorts     folders full of submissions: copies of the reference, hollow ones, hostile ones
    measure     one command or several at once: processor time of everything that it started, and the clock
    watch       memory and processor time of the grader's processes, by their part in it, while it runs
    grader      our side: the command that grades
    contest     every tool on the same submissions, turn by turn
    scale       100, 1,000 and 10,000 submissions; and 1,000 of which every tenth is hostile
    cluster     the same submissions here and by a cluster of this machine; `plan` reckons with what that costs
    report      the tables, the targets and docs/benchmarks.md; `plot` draws docs/benchmarks.svg

Nothing here asserts a number of seconds: everything is a ratio between things that one run has measured. The engine
is used from outside, by its command line; `recording` runs its checks, on the reference, and `cluster` weighs a
report.
"""
