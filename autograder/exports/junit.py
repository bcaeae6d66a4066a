"""JUnit XML, a file for each submission: what CI systems show as a table of tests."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ..push.junit import junit
from .book import Book
from .request import Log, Request


def files(book: Book, request: Request, log: Log) -> Iterator[tuple[str, Iterable[str]]]:
    """`junit/<submission>.xml`."""
    for marks in book.marks():
        results = [result for result in book.report(marks.submission).results if result.topic in request.topics]
        verdicts = Counter(result.verdict.value for result in results)
        log.row(marks.submission, [f"{count} {verdict}" for verdict, count in verdicts.items()])
        yield f"junit/{marks.submission}.xml", [junit(results, marks.submission)]
