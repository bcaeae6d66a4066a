"""The public checks of a topic for a student's copy: Python with the numbers written out, and what was proved of them.

The Python is for reading and for pytest; the exact values and allowances stand beside it, in JSON.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from inspect import getdoc
from typing import Any

from ..exercise import Exercise
from ..judging.ball import FLOAT32_BITS, FLOAT64_BITS
from ..judging.expectation import Expectation
from ..judging.judge import Targets
from ..judging.proved import Proved
from ..judging.target import NoBall
from ..questions import Asked, questions
from ..session import Check
from ..stub import stub
from .public import handed_out, literal
from .sources import named_sources

THERE = ("as_array", "midpoints", "Places")  # of the grader, in every copy
HEAD = '''\
"""The public checks of {topic}, on numbers that were drawn before. Grading takes others, and more checks."""

{imports}
from autograder.frozen import check, exact
'''
LIBRARIES = {"np.": "import numpy as np\n", "sympy.": "import sympy\n"}
GRADER = {
    "as_array(": "from autograder.judging.compare import as_array\n",
    "Places(": "from autograder.judging.places import Places\n",
    "midpoints(": "from autograder.judging.ball import midpoints\n",
    "Formula(": "from autograder.worker.wire import Formula\n",
    "Random(": "from autograder.worker.wire import Random\n",
}
CHECK = '''

@check("{exercise}", points={points:g}{after})
def test_{name}(student):
    """{sentence}"""
    right = exact("{topic}", "{exercise}", "{name}")
{body}
'''


def frozen(topic: str, exercises: Sequence[Exercise], checks: Sequence[Check], seed: int) -> tuple[bytes, bytes]:
    """The two files of a topic: <topic>.py and <topic>.json. `seed`: of the public inputs."""
    public = [check for check in checks if check.public]
    asked = {check.name: questions(check, seed) for check in public}
    objects = [one for pairs in asked.values() for one, _ in pairs]
    sources = named_sources(handed_out(objects), THERE)
    tests = [_test(check, [one for one, _ in asked[check.name]], public) for check in public]
    code = "".join(f"\n\n{source}" for source in sources) + "".join(tests)
    libraries, grader = ("".join(line for use, line in lines.items() if use in code) for lines in (LIBRARIES, GRADER))
    python = HEAD.format(topic=topic, imports=libraries) + grader + code
    known = {
        "stub": stub(exercises),
        "exercises": [_told(exercise) for exercise in exercises],
        "checks": {
            check.name: [_proved(check, wanted).to_plain() for _, wanted in asked[check.name]] for check in public
        },
    }
    return python.encode(), (json.dumps(known, ensure_ascii=False) + "\n").encode()


def _told(exercise: Exercise) -> dict[str, Any]:
    """What a student's copy knows of an exercise: names, and the messages of misconceptions."""
    return {
        "name": exercise.name,
        "parameters": exercise.parameters,
        "outputs": exercise.outputs,
        "uses": exercise.uses,
        "conventions": [program.__name__ for program in exercise.conventions],
        "misconceptions": [(program.__name__, getdoc(program) or "") for program in exercise.misconceptions],
    }


def _proved(check: Check, wanted: Expectation) -> Proved:
    known, right, exercise = Targets(), {}, check.exercise
    with check.blamed():
        known.ways(exercise, wanted)
    for program in (wanted.reference, *exercise.conventions):
        for bits in (FLOAT64_BITS, FLOAT32_BITS):
            with suppress(NoBall):
                right[program.__name__, bits] = tuple(known.of(program, wanted, bits))
    wrong = {program.__name__: tuple(known.wrong(program, wanted)) for program in exercise.misconceptions}
    again = Targets()
    chance = [  # what draws random numbers of its own tells nothing, and would make every release another
        program.__name__
        for program in exercise.misconceptions
        if repr(tuple(again.wrong(program, wanted))) != repr(wrong[program.__name__])
    ]
    return Proved(right, {name: targets for name, targets in wrong.items() if targets and name not in chance})


def _test(check: Check, asked: Sequence[Asked], public: Sequence[Check]) -> str:
    after = f", after=test_{check.after}" if check.after in [other.name for other in public] else ""
    return CHECK.format(
        topic=check.topic.name,
        exercise=check.exercise.name,
        name=check.name,
        points=check.points,
        sentence=check.sentence,
        after=after,
        body="\n".join(f"    {line}" for one in asked for line in _comparison(check.exercise.name, one)),
    )


def _comparison(exercise: str, asked: Asked) -> Iterator[str]:
    """The lines that call the student's function and compare what comes."""
    names = []
    for number, (_, arguments) in enumerate(asked.calls, start=1):
        name = "arguments" if len(asked.calls) == 1 else f"arguments_{number}"
        names.append(name)
        yield f"{name} = ({', '.join(literal(argument, '') for argument in arguments)},)"
    yield f"answer = {' & '.join(f'student.{exercise}(*{name})' for name in names)}"
    given = ", ".join(f"*{name}" for name in names)
    seen = ".inputs" if asked.of_inputs else ""
    view = ""
    if asked.view:
        yield f"view = {literal(asked.view, '')}"
        seen += ".seen_as(view)"
        view = ", view=view"
    yield f"assert answer{seen} == right.next({given}{view}{', of_inputs=True' if asked.of_inputs else ''})"
