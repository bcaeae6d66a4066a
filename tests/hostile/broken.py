"""Files that are broken, or only unusual: an honest student hands them in, and must understand what is told."""

from .case import QUOTIENT, Case, Content, Folder, Pipe, right, wrong

LOST = "the batch fails, or the student does not learn why there are no points"
UNFAIR = "a right answer gets less than it earns"
TEXT = str(right("# 기울기: 차분 몫")["diff_quotient.py"])
PLAIN = str(right()["diff_quotient.py"])
OTHER, NAME = "other encodings", "diff_quotient.py"


def refused(name: str, item: str, content: Content, *told: str) -> Case:
    """A file that cannot be read or run, and the words in which that is told."""
    return Case(name, item, LOST, {NAME: content}, verdicts=("refused",), told=told)


def accepted(name: str, item: str, content: Content, *told: str) -> Case:
    """A file with a right answer that is only unusual."""
    return Case(name, item, UNFAIR, {NAME: content}, earns=QUOTIENT, verdicts=("passed",), told=told)


BROKEN = [
    refused(
        "syntax-error", "syntax error", "def diff_quotient(f, x, h=1e-9)\n    return 0\n", "line 1", "expected ':'"
    ),
    refused("unclosed", "syntax error", PLAIN + "print((1, 2)\n", "never closed"),
    refused("too-many-brackets", "syntax error", PLAIN + "(" * 5000 + ")" * 5000, "does not run as Python"),
    refused("prose", "syntax error", "I could not do this exercise. Sorry!\n", "line 1"),
    refused(
        "too-long-an-expression", "syntax error", PLAIN + "x = " + "+".join("1" * 20_000), "does not run as Python"
    ),
    refused("tabs-and-spaces", "tabs", "def diff_quotient(f, x, h):\n\ty = 1\n        return y\n", "line 3"),
    accepted("tabs-alone", "tabs", PLAIN.replace("    ", "\t")),
    accepted("line-ends-of-windows", "tabs", PLAIN.replace("\n", "\r\n").encode()),
    accepted("line-ends-of-old", "tabs", PLAIN.replace("\n", "\r").encode()),
    accepted("byte-order-mark", "byte-order mark", b"\xef\xbb\xbf" + TEXT.encode()),
    refused("utf-16", "UTF-16", TEXT.encode("utf-16"), "UTF-16", "UTF-8"),
    refused("utf-16-big", "UTF-16", b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16", "UTF-8"),
    refused("utf-16-unmarked", "UTF-16", TEXT.encode("utf-16-le"), "UTF-8"),
    refused("cp949", "CP949", TEXT.encode("cp949"), "CP949", "UTF-8"),
    accepted("cp949-with-its-name", "CP949", b"# -*- coding: cp949 -*-\n" + TEXT.encode("cp949")),
    refused("latin-1", OTHER, PLAIN.encode() + b"# \xa7\xff\n", "UTF-8"),
    refused("coding-unknown", OTHER, "# coding: klingon\n" + PLAIN, "UTF-8"),
    refused("coding-no-text", OTHER, "# coding: rot13\n" + PLAIN, "UTF-8"),
    refused("coding-undefined", OTHER, "# coding: undefined\n" + PLAIN, "UTF-8"),
    refused("coding-twice", OTHER, b"\xef\xbb\xbf# coding: latin-1\n" + PLAIN.encode(), "UTF-8"),
    refused("nul-bytes", "NUL bytes", PLAIN.encode() + b"\0" * 10, "NUL"),
    Case("empty-file", "empty file", LOST, {NAME: ""}, verdicts=("unanswered",), told=("no function diff_quotient",)),
    Case("only-blanks", "empty file", LOST, {NAME: " \n\n\t\n"}, verdicts=("unanswered", "refused")),
    Case(
        "missing-file",
        "missing file",
        LOST,
        {"notes.txt": "none"},
        verdicts=("unanswered",),
        told=("nothing to grade",),
    ),
    Case("missing-everything", "missing file", LOST, {"../missing-everything": Folder()}, verdicts=("unanswered",)),
    Case(
        "missing-the-right-name",
        "missing file",
        LOST,
        {"my_quotient.py": PLAIN},
        verdicts=("unanswered",),
        told=("Taken for no topic",),
    ),
    Case(
        "two-candidates",
        "two candidates",
        "the grader picks the better one",
        {NAME: PLAIN, f"old/{NAME}": wrong()[NAME]},
        verdicts=("refused",),
        told=("Hand in one",),
    ),
    Case(
        "two-candidates-by-case",
        "two candidates",
        "the grader picks the better one",
        {NAME: PLAIN, "Diff_Quotient.py": wrong()[NAME]},
        verdicts=("refused",),
        told=("Hand in one",),
    ),
    Case(
        "two-that-are-equal",
        "two candidates",
        UNFAIR,
        {NAME: PLAIN, f"copy/{NAME}": PLAIN},
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
    Case(
        "folder-with-the-files-name",
        "a folder with the file's name",
        LOST,
        {NAME: Folder(), "sgd.py": Folder()},
        verdicts=("refused",),
        told=("is not a file",),
    ),
    Case(
        "file-in-a-folder-with-its-name",
        "a folder with the file's name",
        LOST,
        {f"{NAME}/{NAME}": PLAIN},
        verdicts=("refused",),
    ),
    Case(
        "pipe-with-the-files-name",
        "a folder with the file's name",
        "the grader reads for ever",
        {NAME: Pipe(), "sgd.py": Pipe()},
        verdicts=("refused",),
        told=("is not a file",),
    ),
    refused("too-large", "too large a file", lambda: PLAIN.encode() + b"#" * 2**21, "larger than"),
    refused(
        "merge-conflict",
        "merge-conflict marks",
        f"<<<<<<< HEAD\n{PLAIN}=======\n{PLAIN}>>>>>>> main\n",
        "line 1",
    ),
    accepted("main-block", "a __main__ block", PLAIN + "if __name__ == '__main__':\n    raise SystemExit(input())\n"),
    accepted("name-of-the-module", "a __main__ block", PLAIN + "assert __name__ == 'diff_quotient', __name__\n"),
    accepted("own-path", "__file__", "import os\nHERE = os.path.dirname(os.path.abspath(__file__))\n" + PLAIN),
    accepted("reads-beside-itself", "__file__", PLAIN + "data = open(__file__ + '.csv').read()\n", "FileNotFoundError"),
    accepted(
        "relative-import", "relative imports", "from . import helper\nfrom .helper import *\n" + PLAIN, "ImportError"
    ),
    Case(
        "import-of-a-neighbour-file",
        "relative imports",
        "the student is not told that only the one file counts",
        {
            NAME: "from helper import quotient\ndef diff_quotient(f, x, h=1e-9):\n    return quotient(f, x, h)\n",
            "helper.py": "",
        },
        verdicts=("crashed",),
        told=("helper",),
    ),
    accepted("prints", "prints", "print('hello\\n' * 1000)\n" + str(right("print(x, h)")[NAME])),
    accepted("prints-what-nobody-can", "prints", "print('\\ud800', chr(7), '\\x1b[2J')\n" + PLAIN),
    accepted(
        "warns",
        "warnings",
        "import warnings\nwarnings.warn('old')\nx = '\\d'\n" + str(right("1 / __import__('numpy').float64(0)")[NAME]),
    ),
    accepted("warns-as-errors", "warnings", "import warnings\nwarnings.simplefilter('error')\n" + PLAIN),
    Case(
        "name-in-capitals", "two candidates", UNFAIR, {"DIFF_QUOTIENT.PY": PLAIN}, earns=QUOTIENT, verdicts=("passed",)
    ),
]
