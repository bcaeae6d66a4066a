"""JUnit's XML, which GitLab and others show: a test suite for each topic, a test case for each check."""

from collections.abc import Iterable
from xml.etree import ElementTree

from ..report import CheckResult
from ..showing import printable
from ..verdict import Verdict

ERRORS = (Verdict.GRADER_FAULT, Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.REFUSED)
SKIPPED = (Verdict.SKIPPED, Verdict.UNANSWERED)


def junit(results: Iterable[CheckResult], name: str) -> str:
    """The document. Characters that XML cannot hold are replaced."""
    suites: dict[str, list[CheckResult]] = {}
    for result in results:
        suites.setdefault(result.topic, []).append(result)
    root = ElementTree.Element("testsuites", name=printable(name), time="0")
    for topic, own in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": printable(topic), "time": "0"} | _counts(own))
        for result in own:
            _case(suite, result)
    root.attrib |= _counts([result for own in suites.values() for result in own])
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _counts(results: list[CheckResult]) -> dict[str, str]:
    kinds = [_kind(result.verdict) for result in results]
    counts = {"tests": len(kinds), "failures": kinds.count("failure"), "errors": kinds.count("error")}
    return {key: str(count) for key, count in (counts | {"skipped": kinds.count("skipped")}).items()}


def _kind(verdict: Verdict) -> str | None:
    if verdict is Verdict.PASSED:
        return None
    return "error" if verdict in ERRORS else "skipped" if verdict in SKIPPED else "failure"


def _case(suite: ElementTree.Element, result: CheckResult) -> None:
    classname = printable(f"{result.topic}.{result.exercise}")
    case = ElementTree.SubElement(suite, "testcase", classname=classname, name=printable(result.sentence), time="0")
    if kind := _kind(result.verdict):
        message = printable(result.message) or str(result.verdict)
        told = ElementTree.SubElement(case, kind, message=message, type=str(result.verdict))
        told.text = printable(result.example)
