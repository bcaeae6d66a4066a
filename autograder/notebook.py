"""What the cells of a notebook call: the public checks of an exercise, on the functions in the kernel.

Verdicts and messages are those of `make check`. There is no worker in between: the student's own kernel runs the
student's own code, and what is shown here counts for nothing in grading.
"""

import inspect
import platform
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy
import sympy
from IPython.utils.capture import capture_output

from . import tell
from .call import Local, loading
from .checking import BROKEN, Checks, led_back
from .course import PUBLIC_SEED, load_topic
from .endings import raised_sentence
from .exercise import Exercise, Topic
from .isolation.time_limit import CALL_SECONDS, timed_out
from .judging.judge import Answer, Targets
from .language import _, one_of
from .report import Graded, Report
from .session import collect
from .verdict import Crashed, GraderFault, TimedOut, Unanswered
from .worker.submission import OutOfTime, time_limit

PANEL_INCHES = 5.0, 3.4


class Shown:
    """Results in a notebook: HTML where it can be shown, else what the terminal shows."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def __repr__(self) -> str:
        return tell.as_text(self.report)

    def _repr_html_(self) -> str:
        return tell.as_html(self.report)


class InKernel(Local):
    """The functions of a notebook, called where they are; each call is kept quiet, and ends in time."""

    def __init__(self, topic: Topic, names: Mapping[str, Any], known: Targets) -> None:
        super().__init__(topic, dict(names), known)

    def _answer(self, exercise: Exercise, arguments: tuple[Any, ...]) -> Answer:
        program = self._programs.get(exercise.name)
        if not callable(program):
            raise Unanswered(
                _("There is no function {exercise} yet: run the cell that defines it.").format(exercise=exercise.name)
            )
        try:
            with _quiet(), time_limit(CALL_SECONDS):
                return super()._answer(exercise, arguments)
        except OutOfTime:
            raise timed_out(TimeoutError(), CALL_SECONDS) from None
        except KeyboardInterrupt:
            raise TimedOut(_("The call was interrupted. Does a loop never end?")) from None
        except SystemExit as error:
            raise Crashed(_raised(error, program)) from None
        except Crashed as crashed:
            raise Crashed(_raised(crashed.__cause__ or crashed, program)) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """What the student's code prints, displays and warns of stays out of the cell."""
    with capture_output(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _raised(error: BaseException, program: Callable[..., Any]) -> str:
    """What is told of an exception; its line counts from the first of the cell that defines the program."""
    cell = getattr(getattr(program, "__code__", None), "co_filename", "")
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == cell]
    return raised_sentence(
        type(error).__name__, _("line {line}").format(line=lines[-1]) if lines else "", " ".join(str(error).split())
    )


def checker(topic_name: str, names: Mapping[str, Any]) -> Callable[[str], Shown]:
    """A topic's `check`: it runs the public checks of one exercise on the function of that name in `names`."""
    topic = load_topic(topic_name)

    def check(exercise: str) -> Shown:
        """Run the public checks of an exercise, named by a string."""
        known = {known.name: known for known in topic.exercises}
        if exercise in known:
            return Shown(_report(topic, known[exercise], names))
        listed = one_of(f'check("{name}")' for name in known)
        return Shown(Report("", [_("This notebook has no such exercise. Write {calls}.").format(calls=listed)]))

    return check


def _report(topic: Topic, exercise: Exercise, names: Mapping[str, Any]) -> Report:
    def broken(name: str) -> bool:
        return any(run.verdict in BROKEN for run in checks.runs(topic.exercise(name), student))

    try:
        checks = Checks(collect([topic], public=True), PUBLIC_SEED, secret=False)
        student = InKernel(topic, names, checks.known)
        results = checks.run_exercise(exercise, student)
        if any(result.verdict in BROKEN for result in results):
            results = led_back(results, exercise, list(filter(broken, exercise.uses)))
    except GraderFault as fault:
        return Report("", [_("The grader itself failed, through no fault of yours: {fault}.").format(fault=fault)])
    return Report("", topics=[Graded(topic.name, results)])


def versions() -> str:
    """The versions that a question about an answer should name."""
    return _("Python {python}, numpy {numpy}, SymPy {sympy}: everything is here.").format(
        python=platform.python_version(), numpy=numpy.__version__, sympy=sympy.__version__
    )


def example(demo: Callable[[], None]) -> None:
    """Decorate a function to run it at once; an exercise that it calls and that is unanswered is said in one line."""
    _shown(demo)


def plot(draw: Callable[..., None]) -> None:
    """Decorate a function to have it draw at once, on as many axes side by side as it has parameters."""
    try:
        import matplotlib.pyplot as plt
    except ModuleNotFoundError:
        print(_("There is no plot here, since matplotlib is not installed; everything else works without it."))
        return
    panels = len(inspect.signature(draw).parameters)
    figure, axes = plt.subplots(
        1, panels, figsize=(PANEL_INCHES[0] * panels, PANEL_INCHES[1]), layout="constrained", squeeze=False
    )
    if _shown(lambda: draw(*axes[0])):
        plt.show()
    plt.close(figure)


def _shown(demo: Callable[[], None]) -> bool:
    try:
        with time_limit(loading(CALL_SECONDS)):
            demo()
    except OutOfTime:
        print(
            _("This example was cut off after {seconds:g} s. Does a loop never end?").format(
                seconds=loading(CALL_SECONDS)
            )
        )
    except NotImplementedError as error:
        print(_("Answer the exercise above first: {error}.").format(error=error))
    except Exception as error:
        print(
            _("This example stopped with {kind}: {error}. The check above may say why.").format(
                kind=type(error).__name__, error=error
            )
        )
    else:
        return True
    return False
