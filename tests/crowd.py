"""A gradebook of made-up students with the course's real checks and misconceptions: for tests and pictures of pages."""

import random
from math import exp

from autograder.cohort import load_topics
from autograder.course import topic_names
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
TOLD = "Look at the formula again."


def crowd(folder, count, *, runs=1, extra=(), latin=False):
    """Grade `count` made-up submissions, and `extra` ones by name, `runs` times; each run some have handed in anew.

    latin: whether all names are written in Latin letters, for which every machine has a font.
    """
    topics = load_topics(topic_names())
    checks = collect(topics)
    chance = random.Random(count)
    people = [_person(number, chance, latin) for number in range(count)]
    names = [person.login for person in people] + list(extra)
    able = {name: chance.gauss(0.9, 1.4) for name in names}
    handed = {person.login: Handed("", person) for person in people}
    kept = {}
    with Gradebook(folder) as gradebook:
        conditions = Conditions(SEED, "namespaces", 3.0)
        for version in range(runs):
            gradebook.start(SEED, folder, "namespaces", people)
            for name in names:
                if name not in kept or chance.random() < 0.15:
                    able[name] += version
                    kept[name] = version, _report(name, able[name], checks, chance)
                since, report = kept[name]
                sources = {topic.name: Source(f"{topic.name}.py", f"{name} {since}".encode()) for topic in topics}
                identities = {topic: conditions.identity(topic, source) for topic, source in sources.items()}
                gradebook.add(report, identities, {}, handed.get(name, Handed()))
            gradebook.finish()
    return folder


def _person(number, chance, latin):
    family, given = (chance.choice(list(filter(str.isascii, names)) if latin else names) for names in (FAMILY, GIVEN))
    return Person(f"2026{number:04}", f"{family} {given}", f"s{number}@example.edu", "AB"[number % 2], f"s{number:04}")


def _report(name, able, checks, chance):
    results = {}
    for check in checks:
        results.setdefault(check.topic.name, []).append(_result(check, able, chance))
    topics = [_graded(topic, found, chance) for topic, found in results.items()]
    odd = [f"There are 2 files for {chance.choice(topics).topic}; the newer one counts."]
    return Report(name, odd if chance.random() < 0.05 else [], topics)


def _graded(topic, results, chance):
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
