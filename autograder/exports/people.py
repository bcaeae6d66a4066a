"""Whose grades are exported: one line for a person, and nobody left out without a reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..language import N_, _
from ..people.person import Person
from ..recording.summary import FORMULA, Marks
from .book import Book
from .request import Log, Request, who

NOBODYS = N_("counts for nobody of the roster: nobody fits its name, or several do")
OLDER = N_("the same person handed in {newer} later, which counts")
NOTHING = N_("handed in nothing")
NAMED = 3  # submissions in one reason
UNJUDGED = N_("the grader failed on this submission, so there is no mark: grade again")


@dataclass(frozen=True)
class Line:
    """One person's only submission."""

    person: Person
    marks: Marks

    @property
    def who(self) -> str:
        """How the person is called."""
        return who(self.person)


def lines(book: Book, request: Request, log: Log) -> Iterator[Line]:
    """Everybody with a grade, by submission.

    In a run without a roster, a submission's name is taken for the person's id.
    """
    if not book.roster:
        log.note(_("no roster"), _("the submissions' names are taken for people's IDs"))
    twice = book.more_than_once()
    for marks in book.marks():
        person = marks.handed.person or (None if book.roster else Person(marks.submission))
        if person is None:
            log.leave(marks.submission, _(OLDER).format(newer=marks.handed.newer) if marks.handed.newer else _(NOBODYS))
        elif person.id in twice:
            if marks.submission == twice[person.id][0]:
                names = ", ".join(twice[person.id])
                log.leave(
                    who(person),
                    _("handed in more than once: {names}. Keep one of them, and grade again").format(names=names),
                )
        elif all(value is None for value in request.finals(marks)):
            log.leave(who(person), _(UNJUDGED))
        else:
            line = Line(person, marks)
            _note_unjudged(line, request, log)
            yield line


def without_submission(book: Book, log: Log) -> None:
    """Say who handed in nothing; no grade is written for them."""
    for person in settled(book, log):
        log.leave(who(person), _(NOTHING))


def settled(book: Book, log: Log) -> Iterator[Person]:
    """Those who handed in nothing.

    Of nobody that is known while something counts for nobody, which may be theirs: then that is said, and nobody is here.
    """
    nobodys = book.nobodys()
    names = ", ".join([*nobodys[:NAMED], *(["…"] if len(nobodys) > NAMED else [])])
    unsettled = _("nothing counts as theirs, but what counts for nobody may be theirs, so there is no grade: {names}")
    for person in book.missing():
        if nobodys:
            log.leave(who(person), unsettled.format(names=names))
        else:
            yield person


def _note_unjudged(line: Line, request: Request, log: Log) -> None:
    for column in request.columns:
        judged = column.judged(line.marks)
        left = ", ".join(topic for topic in column.topics if topic not in judged)
        if left and judged:
            log.note(
                line.who,
                _("the grader failed on {left}: {heading} is the mean of the other topics").format(
                    left=left, heading=column.heading
                ),
            )
        elif left:
            log.note(
                line.who,
                _("the grader failed on {left}: no grade, and an import clears the one that is there").format(
                    left=left
                ),
            )


def is_formula(text: str) -> bool:
    """A spreadsheet would compute it, and an identifier cannot be changed to prevent that."""
    return text.startswith(FORMULA)


def on_one_line(text: str) -> str:
    """Text without line ends and control characters, which importers and their readers of lines trip over."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
