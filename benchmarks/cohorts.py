"""Folders full of submissions. No two files in them are alike: a comment tells them apart."""

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.course import served

from .suites import MAIN, PACKAGE, main_file

COHORT = served().cohort
REFERENCE = COHORT / "reference"
HONEST = ("reference", "notes-official", "missing-abs", "last-step-only", "rmse-for-mse", "single-precision")
HOLLOW = '"""Answers nothing."""\n'
HOSTILE = {  # the topic that it spoils, and the code at the end of its file
    "loops without end": ("sgd", "def sgd_line(*_, **__):\n    while True:\n        pass\n"),
    "ends the process": ("diff_quotient", "import os\n\ndef diff_quotient(*_):\n    os._exit(0)\n"),
    "takes 6 GB": ("regression", "def l2_gradient(*_):\n    return len(bytearray(6 * 2**30))\n"),
    "prints 100 MB": ("backpropagation", 'for _ in range(100):\n    print("x" * 2**20)\n'),
    "starts processes": (
        "gradient_descent",
        "import os, time\n\ndef func_gradient(*_):\n    for _ in range(20):\n"
        "        os.fork() or time.sleep(60)\n    return 0.0\n",
    ),
}


def sources(name: str = "reference") -> dict[str, str]:
    """The files of a submission of the sample cohort, by topic."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((COHORT / name).glob("*.py"))}


def hollow(topics: Sequence[str]) -> dict[str, str]:
    """A submission that has every file and no function: what a worker costs before any call."""
    return dict.fromkeys(topics, HOLLOW)


def hostile(number: int) -> dict[str, str]:
    """The reference with one of its topics spoilt."""
    topic, code = list(HOSTILE.values())[number % len(HOSTILE)]
    files = sources()
    return files | {topic: f"{files[topic]}\n\n{code}"}


def write_copies(folder: Path, count: int, files: dict[str, str]) -> Path:
    """`count` submissions with these files, each with a comment of its own."""
    return write_each(folder, count, lambda _: files)


def write_each(folder: Path, count: int, files_of: Callable[[int], dict[str, str]]) -> Path:
    """`count` submissions, number i with the files that `files_of(i)` gives."""
    for number in range(count):
        write_one(folder / f"s{number:05d}", files_of(number), number)
    return folder


def write_one(folder: Path, files: dict[str, str], number: int) -> Path:
    """One submission."""
    folder.mkdir(parents=True)
    for topic, source in files.items():
        (folder / f"{topic}.py").write_text(f"{source}\n# copy {number}\n", encoding="utf-8")
    return folder


def write_zip(path: Path, files: dict[str, str], number: int) -> Path:
    """One submission in the form that otter takes."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{MAIN}.py", main_file(list(files)))
        for topic, source in files.items():
            archive.writestr(f"{PACKAGE}/{topic}.py", f"{source}\n# copy {number}\n")
    return path


def mixed(number: int) -> dict[str, str]:
    """Number i of the batch of which every tenth is hostile."""
    if is_hostile(number):
        return hostile(number // 10)
    return sources(honest_kind(number))


def is_hostile(number: int) -> bool:
    """Every tenth is."""
    return number % 10 == 9


def honest_kind(number: int) -> str:
    """Which of the sample cohort's submissions number i is a copy of: right ones and wrong ones in turn."""
    return HONEST[number % len(HONEST)]


def result(out: Path, name: str) -> dict[str, object]:
    """What a submission got, without its name."""
    told: dict[str, object] = json.loads((out / name / "results.json").read_text(encoding="utf-8"))
    return {key: value for key, value in told.items() if key != "submission"}
