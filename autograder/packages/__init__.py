"""What other systems run to grade the course: packages for otter-grader and for Gradescope.

    bundle      the grader with all solutions and checks, as files of a zip with reproducible bytes
    public      the public checks without any reference: inputs, exact values and allowances, written down
    sources     the code that public checks hand out with their inputs
    master      the notebook of a topic as `otter assign` takes it, and as it gives it to students
    otter       everything that an otter course needs
    gradescope  Gradescope's autograder.zip
    single      what runs there: one submission of one topic, judged as `make grade` does
    results     what `single` found, as Gradescope's results.json
    parity      proof that `otter run` gives the same scores as `make grade`
    program     an equivalent or a misconception as a file that a student could hand in

`plugin/` holds the one module that otter imports. Wherever a submission runs, the judge is `single` in a process of its
own, and the code of the submission runs in its isolated worker and nowhere else.
"""
