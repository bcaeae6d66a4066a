"""Checks again whenever an answer is saved, and shows one next step: for a terminal, also a distant one."""

import queue
import select
import sys
import termios
import threading
import tty
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from watchfiles import watch as file_changes

from . import tell
from .check import launched
from .course import load_topic, served, topic_names
from .exercise import chosen
from .hints import snippet
from .language import _
from .pages.student import WAITING
from .passages import passage, todo
from .push.tally import Tally, tallies
from .report import CheckResult, Graded, Report
from .showing import SYMBOLS
from .verdict import Verdict

SETTLED = 100  # milliseconds without another change: editors write in several steps
HINTS = 2  # levels: what it is about, and an example
MOST_SHOWN = 800  # characters of the lines that make a call
KEYS = {"h": "hint", "n": "next", "a": "all", "q": "quit", "\x03": "quit", "\x04": "quit"}


@dataclass
class State:
    """What is on the screen."""

    topics: dict[str, Graded] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)
    skipped: int = 0  # exercises that are left for later
    hints: int = 0
    all: bool = False

    @property
    def exercises(self) -> list[Tally]:
        """All exercises, in the order of the course."""
        return tallies(Report("", [], list(self.topics.values())))

    @property
    def left(self) -> list[Tally]:
        """Those that do not pass yet."""
        return [exercise for exercise in self.exercises if exercise.first_not_passed]

    @property
    def next(self) -> Tally | None:
        """The one to work on."""
        left = self.left
        return left[self.skipped % len(left)] if left else None

    def update(self, topic: str, graded: Graded, remarks: list[str]) -> None:
        """Take in what the checks of a topic say; a hint is for one state of an answer."""
        self.topics[topic] = graded
        self.remarks[topic] = remarks
        self.hints = 0
        self.skipped %= max(len(self.left), 1)

    def press(self, action: str) -> None:
        """Do what a key asks for."""
        if action == "hint":
            self.hints = min(self.hints + 1, HINTS)
        elif action == "next":
            self.skipped, self.hints = self.skipped + 1, 0
        elif action == "all":
            self.all = not self.all


def screen(state: State) -> RenderableType:
    """What is shown of a state."""
    exercises, left = state.exercises, state.left
    done = len(exercises) - len(left)
    counted = _("{done} of {all} exercises").format(done=done, all=len(exercises))
    parts: list[RenderableType] = [Text(f"{tell.bar(done, len(exercises))} {counted}")]
    if state.all:
        parts.append(_list(exercises))
    parts.append(_next_step(state))
    parts.append(Text(_("h hint · n next exercise · a all exercises · q quit"), style="dim"))
    return Group(*parts)


def _list(exercises: Iterable[Tally]) -> Table:
    table = Table.grid(padding=(0, 1))
    for exercise in exercises:
        symbol, style = SYMBOLS[exercise.verdict]
        table.add_row(Text(f"{symbol} {exercise.verdict.said}", style), exercise.topic, exercise.exercise)
    return table


def _next_step(state: State) -> Panel:
    exercise = state.next
    if exercise is None or exercise.first_not_passed is None:
        text = _("All public checks pass. Grading runs these and the hidden ones on other numbers.")
        return Panel(Text(text, "green"), title=_("Done"))
    result = exercise.first_not_passed
    symbol, style = SYMBOLS[result.verdict]
    lines = [Text(f"{symbol} {result.verdict.said}", style), Text(result.sentence)]
    if result.verdict in WAITING:
        lines.append(Text(result.message, "italic"))
    lines += [Text(hint, "italic") for hint in _hints(result)[: state.hints]]
    lines += [Text(remark, "yellow") for remark in state.remarks.get(exercise.topic, [])]
    return Panel(Group(*lines), title=f"{exercise.exercise or exercise.topic} · {exercise.file}", title_align="left")


def _hints(result: CheckResult) -> list[str]:
    """What is told of a check at each level; of an exercise that nobody has begun, what to write and what to read."""
    if result.verdict not in WAITING:
        return [result.message, "\n".join(filter(None, [result.example, *_call(result)]))]
    if result.verdict is not Verdict.UNANSWERED:
        return []
    task, again = todo(result.topic, result.exercise), passage(result.topic, result.exercise)
    to_do = _("To do: {task}").format(task=task) if task else ""
    to_read = _("To read: “{heading}” ({place})").format(heading=again.heading, place=again.place) if again else ""
    return [hint for hint in (to_do, to_read) if hint]


def _call(result: CheckResult) -> Sequence[str]:
    """The lines that make the call of an example, unless its words name it, or they are too many for a screen."""
    lines = snippet(result)
    named = result.shown is not None and result.shown.calls[0] in result.example
    return () if named or sum(map(len, lines)) > MOST_SHOWN else lines


@click.command()
@click.argument("topics", nargs=-1)
def watch(topics: tuple[str, ...]) -> None:
    """Check again whenever an answer is saved, and show the next step."""
    from .judge_process import Recheck  # no other command waits for what judging needs

    named = chosen(topics, topic_names())
    console = tell.console()
    with launched() as launcher, _events(named) as events:
        recheck, state = Recheck([load_topic(name) for name in named], launcher), State()
        waiting: list[str] = list(named)
        while True:
            for topic in waiting:
                state.update(topic, *recheck.of(topic))
            _show(console, state)
            event = events.get()
            if event == "quit":
                return
            waiting = [event] if event in named else []
            state.press(event)


def _show(console: Console, state: State) -> None:
    if console.is_terminal:
        console.clear()
    console.print(screen(state))


@contextmanager
def _events(topics: Sequence[str]) -> Iterator["queue.Queue[str]"]:
    """What happens: the name of a topic whose files changed, or what a key asks for."""
    events: queue.Queue[str] = queue.Queue()
    stop = threading.Event()
    sources = [threading.Thread(target=_files, args=(topics, events, stop), daemon=True)]
    if sys.stdin.isatty():
        sources.append(threading.Thread(target=_keys, args=(events, stop), daemon=True))
    with _one_key_at_a_time():
        for source in sources:
            source.start()
        try:
            yield events
        finally:
            stop.set()
            for source in sources:
                source.join(timeout=1)


def _files(topics: Sequence[str], events: "queue.Queue[str]", stop: threading.Event) -> None:
    for changes in file_changes(
        served().assignments, stop_event=stop, debounce=SETTLED, step=SETTLED // 2, rust_timeout=500
    ):
        for topic in changed_topics(changes, topics):
            events.put(topic)


def changed_topics(changes: Iterable[tuple[object, str]], topics: Sequence[str]) -> list[str]:
    """The topics whose answers are among the changed files, in their order."""
    changed = {Path(path).parent.name for _change, path in changes if Path(path).stem == Path(path).parent.name}
    return [topic for topic in topics if topic in changed]


def _keys(events: "queue.Queue[str]", stop: threading.Event) -> None:
    while not stop.is_set():
        if select.select([sys.stdin], [], [], 0.2)[0]:
            key = sys.stdin.read(1)
            if not key or key.lower() in KEYS:
                events.put(KEYS.get(key.lower(), "quit"))


@contextmanager
def _one_key_at_a_time() -> Iterator[None]:
    """Keys without Enter; the terminal is left as it was."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)
