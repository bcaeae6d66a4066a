"""A gradebook of made-up students with the course's real checks and misconceptions: for tests and pictures of pages."""

import random
from functools import cache
from math import exp

from autograder.course import load_topic, topic_names
from autograder.people.person import Handed, Person
from autograder.reading.source import Source
from autograder.recording.identity import Conditions
from autograder.recording.record import Gradebook
from autograder.report import CheckResult, Evidence, Graded, Report, Spent
from autograder.session import collect
from autograder.verdict import Verdict

SEED = 20260326  # of the hidden inputs, which no page may show
FAMILY = [
    "Kim",
    "Lee",
    "Park",
    "Choi",
    "Jung",
    "Kang",
    "Cho",
    "Yoon",
    "김",
    "이",
    "박",
    "佐藤",
    "حداد",
    "כהן",
    "Müller",
    "Nguyễn",
]
GIVEN = [
    "Minjun",
    "Seoyeon",
    "Jiho",
    "Hana",
    "Doyun",
    "Sua",
    "민준",
    "서연",
    "지호",
    "美咲",
    "ليلى",
    "נועה",
    "Zoë",
    "Anh",
]
ENDED_BADLY = [Verdict.TIMED_OUT, Verdict.CRASHED]
KINDS = 100  # of students: who has the same number below it gets the same
ODD = ["There are 2 files for sgd; the newer one counts."]
TOLD = "Look at the formula again."


def crowd(folder, count, *, runs=1, extra=(), latin=False, topics=None):
    """Grade `count` made-up submissions, and `extra` ones by name, `runs` times; each run some have handed in anew.

    latin: whether all names are written in Latin letters, for which every machine has a font. topics: all by default.
    """
    topics = [load_topic(name) for name in topics or topic_names()]
    chance, graded = random.Random(count), cache(lambda kind, version: _graded(collected, kind, version))
    collected = collect(topics)
    people = [_person(number, chance, latin) for number in range(count)]
    handed = {person.login: Handed("", person) for person in people}
    names, since = [*handed, *extra], {}
    with Gradebook(folder) as gradebook:
        conditions = Conditions(SEED, "namespaces", 3.0)
        for version in range(runs):
            gradebook.start(SEED, folder, "namespaces", people)
            for number, name in enumerate(names):
                if name not in since or chance.random() < 0.15:
                    since[name] = version
                sources = {topic.name: Source(f"{topic.name}.py", f"{since[name]}".encode()) for topic in topics}
                identities = {topic: conditions.identity(topic, source) for topic, source in sources.items()}
                report = Report(name, ODD if number % 20 == 4 else [], graded(number % KINDS, since[name]))
                gradebook.add(report, identities, {}, handed.get(name, Handed()))
            gradebook.finish()
    return folder


def _person(number, chance, latin):
    family, given = (chance.choice(list(filter(str.isascii, names)) if latin else names) for names in (FAMILY, GIVEN))
    return Person(f"2026{number:04}", f"{family} {given}", f"s{number}@example.edu", "AB"[number % 2], f"s{number:04}")


def _graded(checks, kind, version):
    """What a kind of student gets, the better the later."""
    chance, results = random.Random(kind * 10 + version), {}
    able = random.Random(kind).gauss(0.9, 1.4) + version
    for check in checks:
        results.setdefault(check.topic.name, []).append(_result(check, able, chance))
    return [_topic(topic, found, chance) for topic, found in results.items()]


def _topic(topic, results, chance):
    if chance.random() < 0.08:
        results = [_ended(result, Verdict.UNANSWERED) for result in results]
    signs = [Evidence(topic, "tried to open /etc/passwd", f"{topic}.py, line 3")] if chance.random() < 0.01 else []
    return Graded(topic, results, evidence=signs, spent=Spent(chance.expovariate(20), chance.expovariate(9)))


def _result(check, able, chance):
    difficulty = sum(map(ord, check.name)) % 30 / 10 - 1.2
    passed = chance.random() < 1 / (1 + exp(1.5 * (difficulty - able)))
    result = CheckResult(
        *(check.topic.name, check.exercise.name, check.name, check.sentence, check.points, check.public),
        *(Verdict.PASSED, "", None, 0.0),
    )
    return result if passed else _failed(result, check.exercise.misconceptions, chance)


def _failed(result, misconceptions, chance):
    if (luck := chance.random()) < 0.04:
        return _ended(result, Verdict.GRADER_FAULT if luck < 0.002 else chance.choice(ENDED_BADLY))
    if luck < 0.5 or not misconceptions:
        return _ended(result, Verdict.WRONG)
    mistake = misconceptions[min(int(chance.expovariate(1)), len(misconceptions) - 1)]
    return _ended(result, Verdict.WRONG, " ".join((mistake.__doc__ or TOLD).split()), mistake.__name__)


def _ended(result, verdict, message=TOLD, diagnosis=None):
    fields = vars(result) | {"verdict": verdict, "message": message, "diagnosis": diagnosis}
    return CheckResult(**fields)
