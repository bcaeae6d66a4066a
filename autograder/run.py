"""One run over a cohort: what the gradebook knows is taken over, the rest is graded, and all of it is recorded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from . import tell
from .cohort import grade_cohort
from .course import served
from .hints import Hints
from .language import _
from .reading.find import Entry
from .reading.read import read_entry
from .reading.submission import Submission
from .recording.disk import writing
from .recording.identity import Conditions, Identity, fingerprint
from .recording.record import Gradebook
from .report import Graded, Report
from .terms import Terms


@dataclass
class Begun:
    """A submission that has been read, and what the gradebook knows of it."""

    entry: Entry
    submission: Submission
    identities: dict[str, Identity]
    known: dict[str, tuple[int, Graded]]


class Run:
    """Grades entries into a gradebook. No more of them are held at once than the judges have in hand."""

    def __init__(self, gradebook: Gradebook, entries: Sequence[Entry], terms: Terms, hints: Hints = Hints.HOW) -> None:
        self.graded = 0
        self.unchanged = 0
        self._gradebook, self._entries, self._terms, self._topics = gradebook, entries, terms, terms.topics
        self._hints = hints
        self._begun: dict[str, Begun] = {}
        self._conditions = Conditions(terms.seed, terms.level, terms.seconds)

    def go(self, jobs: int | None, advance: Callable[[], None], scheduler: str | None = None) -> None:
        """Grade what is not known, here or on a cluster; `advance` is called as each entry is recorded."""

        def finished(report: Report) -> None:
            self.graded += 1
            self._record(self._begun.pop(report.submission), report.topics)
            advance()

        grade_cohort(self._waiting(advance), self._terms, finished, jobs, scheduler)

    def _waiting(self, advance: Callable[[], None]) -> Iterator[Submission]:
        """What has to be graded, with those topics alone; what is known is recorded on the way."""
        for entry in self._entries:
            begun = self._begin(entry)
            answers = begun.submission.answers
            left = {topic: answer for topic, answer in answers.items() if topic not in begun.known}
            if left:
                self._begun[entry.name] = begun
                yield replace(begun.submission, answers=left)
            else:
                self.unchanged += 1
                self._record(begun, [])
                advance()

    def _begin(self, entry: Entry) -> Begun:
        variant = entry.variant if self._terms.variants else None
        submission = replace(read_entry(entry, self._topics, served().assignments), variant=variant)
        identities = {t: self._conditions.identity(t, answer, variant) for t, answer in submission.answers.items()}
        found = {topic: self._gradebook.known(entry.name, identity) for topic, identity in identities.items()}
        return Begun(entry, submission, identities, {topic: known for topic, known in found.items() if known})

    def _record(self, begun: Begun, graded: Sequence[Graded]) -> None:
        by_topic = {topic: kept for topic, (_, kept) in begun.known.items()} | {new.topic: new for new in graded}
        remarks = begun.submission.remarks + (self._moved(begun) if graded else [])
        report = Report(begun.entry.name, remarks, [by_topic[topic] for topic in self._topics])
        taken_over = {topic: grading for topic, (grading, _) in begun.known.items()}
        self._gradebook.add(report, begun.identities, taken_over, begun.entry.handed)
        with writing(self._gradebook.folder):
            tell.write_files(report, self._gradebook.folder / report.submission, self._hints)

    def _moved(self, begun: Begun) -> list[str]:
        """What is no longer there, or no longer as it was when it was read."""
        again = read_entry(begun.entry, self._topics, served().assignments).answers
        remarks = []
        for topic, answer in begun.submission.answers.items():
            before, now = fingerprint(answer), fingerprint(again[topic])
            if before != now:
                changed = _("{file} changed while the grader ran: what it read at first is what it graded.")
                vanished = _("{file} vanished while the grader ran: what it read at first is what it graded.")
                file = before[0] or now[0] or f"{topic}.py"
                remarks.append((changed if now[0] else vanished).format(file=file))
        return remarks
