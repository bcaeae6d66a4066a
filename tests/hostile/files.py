"""Files that a submission brings along, writes, or changes while it is graded."""

from .case import QUOTIENT, RIGHT, Case, answer, right, tried, wrong

CONFTEST = """
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    outcome.get_result().outcome = "passed"
open("/tmp/@MARKER@", "w").close()
"""
STARTUP = "open('/tmp/@MARKER@', 'w').close()\nimport builtins\nbuiltins.abs = lambda x: 0\n"
RESULTS = '{"submission": "@NAME@", "score": 100, "topics": {"diff_quotient": 100}, "checks": []}'
SHADOW = "a module that shadows numpy, pytest or the grader by its file name"
STARTED = "conftest, pytest.ini, sitecustomize, usercustomize or .pth in the submission"
WRITTEN, CHANGED = "writing a result file", "changing the file after it was read"
EITHER = ("wrong", "crashed")
BETTER = f"text = 'def diff_quotient(f, x, h=1e-9):\\n    return {RIGHT}\\n'\n"

FILES = [
    Case(
        "shadow-numpy",
        SHADOW,
        "the file beside is imported in place of numpy",
        {
            **answer("np.FORGED", top="import numpy as np"),
            "numpy.py": "FORGED = True\nopen('/tmp/@MARKER@', 'w').close()\n",
            "numpy/__init__.py": "FORGED = True\n",
        },
        verdicts=("crashed",),
        told=("AttributeError",),
    ),
    Case(
        "shadow-grader",
        SHADOW,
        "the files beside are imported in place of the grader's",
        {
            **wrong(),
            **dict.fromkeys(
                ("autograder/__init__.py", "worker/plain.py", "wire.py", "pytest.py", "judge.py", "flint.py"),
                "open('/tmp/@MARKER@', 'w').close()\nclass Answer: __eq__ = lambda *a: True\n",
            ),
        },
    ),
    Case(
        "shadow-library",
        SHADOW,
        "the standard library's modules are replaced",
        {
            **right(),
            **dict.fromkeys(
                ("random.py", "socket.py", "ast.py", "struct.py", "encodings/__init__.py"),
                "open('/tmp/@MARKER@', 'w').close()\nraise SystemExit\n",
            ),
        },
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
    Case(
        "conftest",
        STARTED,
        "pytest loads it and every check passes",
        {**wrong(), "conftest.py": CONFTEST, "tests/conftest.py": CONFTEST, "__init__.py": CONFTEST},
    ),
    Case(
        "pytest-ini",
        STARTED,
        "pytest takes its options from it",
        {
            **wrong(),
            "pytest.ini": "[pytest]\naddopts = --collect-only -p evil\n",
            "pyproject.toml": '[tool.pytest]\naddopts = ["--collect-only"]\n',
            "evil.py": CONFTEST,
        },
    ),
    Case(
        "startup-files",
        STARTED,
        "the interpreter runs them at its start",
        {
            **wrong(),
            "sitecustomize.py": STARTUP,
            "usercustomize.py": STARTUP,
            "evil.pth": "import os; open('/tmp/@MARKER@', 'w').close()\n",
            "pyvenv.cfg": "home = .\n",
        },
    ),
    Case(
        "startup-left-behind",
        STARTED,
        "the next worker starts with it",
        wrong(
            "for name in ('sitecustomize.py', 'usercustomize.py', 'numpy.py', 'evil.pth', '../evil.pth'):\n"
            "    open(name, 'w').write('import os; open(\"/tmp/@MARKER@\", \"w\").close()')\nimport os\nos._exit(0)"
        ),
        verdicts=("crashed",),
    ),
    Case(
        "right-with-conftest",
        STARTED,
        "it loses what its answers earn, or gains what they do not",
        {**right(), "conftest.py": CONFTEST, "sitecustomize.py": STARTUP, "numpy.py": STARTUP},
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
    Case(
        "results-in-the-submission",
        WRITTEN,
        "they are taken for the grader's",
        {
            **wrong(),
            "results.json": RESULTS,
            "feedback.md": "100 of 100",
            "gradebook.csv": "@NAME@,100,100,100,100,100",
        },
        untold=("100 of 100\n",),
    ),
    Case(
        "results-in-its-folder",
        WRITTEN,
        "they are taken for the grader's",
        wrong(
            tried(f"for name in ('results.json', 'result.txt', 'report.xml'):\n    open(name, 'w').write('{RESULTS}')")
        ),
    ),
    Case(
        "results-in-the-gradebook",
        WRITTEN,
        "they stay in the place of the grader's",
        wrong(
            tried(
                f"os.makedirs('@OUT@/@NAME@', exist_ok=True)\n"
                f"open('@OUT@/@NAME@/results.json', 'w').write('{RESULTS}')\n"
                "os.chmod('@OUT@/@NAME@/results.json', 0o444)\nopen('@OUT@/@MARKER@', 'w').close()"
            ),
            "import os",
        ),
        verdicts=EITHER,
    ),
    Case(
        "verdicts-in-the-gradebook",
        WRITTEN,
        "the record says passed",
        wrong(
            tried(
                "import sqlite3\ndb = sqlite3.connect('@OUT@/gradebook.sqlite', timeout=1)\n"
                "db.execute('CREATE TRIGGER grow AFTER INSERT ON verdict BEGIN '\n"
                '           \'UPDATE verdict SET verdict = "passed" WHERE submission = "@NAME@"; END\')\ndb.commit()'
            )
        ),
        verdicts=EITHER,
    ),
    Case(
        "rewrites-the-file-it-knows",
        CHANGED,
        "the next worker loads the better text",
        wrong(BETTER + "open(__file__, 'w').write(text)\nopen('@NAME@.py', 'w').write(text)\nos._exit(0)", "import os"),
        verdicts=("crashed",),
    ),
    Case(
        "rewrites-the-file-handed-in",
        CHANGED,
        "the file in the record is another than the one that was graded",
        wrong(tried(BETTER + "open('@COHORT@/@NAME@/diff_quotient.py', 'w').write(text)")),
        verdicts=EITHER,
    ),
    Case(
        "rewrites-a-neighbour",
        CHANGED,
        "a neighbour gets fewer points",
        wrong(tried("open('@COHORT@/zzz-honest/diff_quotient.py', 'w').write('x')")),
        verdicts=EITHER,
    ),
    Case(
        "rewrites-the-launchers-code",
        CHANGED,
        "the next submission is graded by other code",
        wrong(
            tried(
                "import worker.plain\nopen(worker.plain.__file__, 'w').write('raise SystemExit')\n"
                "open('@TEMP@/@MARKER@', 'w').write(worker.plain.__file__)"
            )
        ),
        verdicts=EITHER,
    ),
]
