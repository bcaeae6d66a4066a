"""What the public checks say of programs: in the course, and in a release, where `autograder` is another one."""

import importlib

from autograder.call import Local
from autograder.checking import PUBLIC_SEED, Checks
from autograder.course import load_topic
from autograder.session import collect


def public_results(programs):
    """What the public checks here say of each of these programs in the student's place."""
    (topic,) = {load_topic(module.split(".")[1]) for _, module, _ in programs}
    checks = Checks(collect([topic], public=True), PUBLIC_SEED, secret=False, with_examples=False)
    source = importlib.import_module(f"solutions.{topic.name}.{topic.name}")
    references = {exercise.name: getattr(source, exercise.name) for exercise in topic.exercises}
    found = []
    for exercise, module, name in programs:
        program = getattr(importlib.import_module(module), name)
        results = checks.run_exercise(
            topic.exercise(exercise), Local(topic, references | {exercise: program}, checks.known)
        )
        found.append([name, *([result.check, result.verdict.value, result.said] for result in results)])
    return found
