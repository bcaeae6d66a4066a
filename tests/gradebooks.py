"""Gradebooks for tests of what is made from them: a roster, and what each submission got."""

import csv
from datetime import UTC, datetime

from autograder.exports.against import compare
from autograder.exports.book import Book
from autograder.exports.formats import FORMATS
from autograder.exports.request import Log, Request, columns
from autograder.exports.write import write
from autograder.people.person import Handed, Person
from autograder.recording.identity import Conditions
from autograder.recording.record import Gradebook
from autograder.report import CheckResult, Graded, Report
from autograder.verdict import Unanswered, Verdict

TOPICS = ("regression", "sgd")
IN_MAY = datetime(2025, 5, 1, 12, 0, tzinfo=UTC)


def check(topic, name="it_holds", verdict=Verdict.PASSED, points=100.0, **more):
    fields = {"message": "", "diagnosis": None, "distance": 0.0, "public": False} | more
    return CheckResult(
        topic=topic, exercise="fit", check=name, sentence=f"{name} is right.", points=points, verdict=verdict, **fields
    )


def checks(topic, percent):
    """A topic that got this many of its 100 points; None: that the grader failed on."""
    if percent is None:
        return [check(topic, verdict=Verdict.GRADER_FAULT, message="the judge died")]
    return [
        check(topic, "first", points=percent, public=True),
        check(topic, "second", Verdict.WRONG, points=100 - percent, message=f"You <forgot> half of {topic}."),
    ]


def person(number, **more):
    """A person of the roster whose fields are all there."""
    fields = {"name": f"Kim Nr{number}", "email": f"kim{number}@example.edu", "section": "A", "login": f"kim{number}"}
    return Person(f"S{number}", **fields | more)


class School:
    """Submissions to be recorded: a person and percents, or checks, for each topic."""

    def __init__(self, folder):
        self.folder, self.given, self.roster = folder, [], None

    def hand_in(self, who, *found, name=None, factor=1.0, submitted=None, remarks=(), newer="", stranger=False):
        topics = [
            Graded(topic, got if isinstance(got, list) else checks(topic, got))
            for topic, got in zip(TOPICS, found, strict=True)
        ]
        name = name or (who.login if who else f"stranger{len(self.given)}")
        self.given.append((Report(name, list(remarks), topics), Handed("", who, submitted, factor, newer, stranger)))
        return self

    def grade(self, finish=True):
        """One run. The roster is who handed in, if nothing else is said."""
        roster = self.roster if self.roster is not None else [h.person for _, h in self.given if h.person]
        names = {topic: Conditions(1, "process", 3.0).identity(topic, Unanswered("nothing")) for topic in TOPICS}
        with Gradebook(self.folder) as gradebook:
            gradebook.start(1, self.folder, "process", {each.id: each for each in roster}.values())
            for report, handed in self.given:
                gradebook.add(report, names, {}, handed)
            if finish:
                gradebook.finish()
        return self


class Office:
    """A school, and what its exports say."""

    def __init__(self, folder):
        self.folder, self.school, self.log = folder, School(folder), Log()

    def _request(self, book, topics, title, titles, **more):
        return Request(columns(book.topics(), topics, title, titles), **more)

    def export(self, name, *topics, title=None, titles=None, **more):
        """The file that is written; what is said is in `log`."""
        with Book(self.folder) as book:
            request = self._request(book, topics, title, titles, **more)
            form = FORMATS[name]
            self.log = Log(notes=form.importing.check(request.columns) if form.importing else [])
            (path,) = write(form.files(book, request, self.log), self.log.left, self.folder / "exports", name)
        return path

    def compare(self, name, text, *topics, title=None, **more):
        """What an import would change in a gradebook whose export is `text`."""
        against = self.folder / "theirs.csv"
        against.write_text(text, encoding="utf-8")
        with Book(self.folder) as book:
            request, form = self._request(book, topics, title, None, **more), FORMATS[name].importing
            return compare(form.graded(book, request, Log()), against, request, form.lms)

    @property
    def left(self):
        return {told.who: told.what for told in self.log.left}

    @property
    def notes(self):
        return " | ".join(f"{told.who}: {told.what}" for told in self.log.notes)


def cells(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
