"""JUnit XML, a file for each submission: what CI systems show as a table of tests."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator

from ..report import CheckResult
from ..tell import printable
from ..verdict import Verdict
from .book import Book
from .request import Request, Tally

KINDS = {  # what is no pass; a failure is an answer that is not right, an error one that never came
    Verdict.WRONG: "failure",
    Verdict.TIMED_OUT: "error",
    Verdict.CRASHED: "error",
    Verdict.REFUSED: "error",
    Verdict.GRADER_FAULT: "error",
    Verdict.UNANSWERED: "skipped",
    Verdict.SKIPPED: "skipped",
}
PLURALS = {"failure": "failures", "error": "errors", "skipped": "skipped"}
UNTIMED = "0"  # readers want a number; checks are not timed one by one


def files(book: Book, request: Request, tally: Tally) -> Iterator[tuple[str, Iterable[str]]]:
    """`junit/<submission>.xml`."""
    for marks in book.marks():
        results = [result for result in book.report(marks.submission).results if result.topic in request.topics]
        tally.row(marks.submission, [f"{plural} {count}" for plural, count in _counts(results).items()])
        yield f"junit/{marks.submission}.xml", [document(marks.submission, results)]


def document(submission: str, results: list[CheckResult]) -> str:
    """The XML of one submission: a suite for each topic, a case for each check."""
    root = ET.Element("testsuites", _attributes(submission, results))
    for topic in dict.fromkeys(result.topic for result in results):
        own = [result for result in results if result.topic == topic]
        suite = ET.SubElement(root, "testsuite", _attributes(topic, own))
        for result in own:
            _add_case(suite, result)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_case(suite: ET.Element, result: CheckResult) -> None:
    names = {"classname": _text(f"{result.topic}.{result.exercise}"), "name": _text(result.sentence or result.check)}
    case = ET.SubElement(suite, "testcase", names | {"time": UNTIMED})
    if kind := KINDS.get(result.verdict):
        message = {"message": _text(f"{result.verdict}. {result.message}".removesuffix(" "))}
        found = ET.SubElement(case, kind, message if kind == "skipped" else message | {"type": result.verdict.value})
        found.text = _text(result.example) or None


def _attributes(name: str, results: list[CheckResult]) -> dict[str, str]:
    counts = {plural: str(count) for plural, count in _counts(results).items()}
    return {"name": _text(name), "tests": str(len(results)), **counts, "time": UNTIMED}


def _counts(results: list[CheckResult]) -> dict[str, int]:
    counted = Counter(KINDS.get(result.verdict) for result in results)
    return {plural: counted[kind] for kind, plural in PLURALS.items()}


def _text(text: str) -> str:
    """Text of characters that XML knows: most control characters it cannot even name."""
    return printable(text)
