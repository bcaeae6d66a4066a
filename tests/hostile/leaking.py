"""Secrets and hidden inputs, and every way to carry them to the student.

What an attack could read at the top level it puts into an exception there, since remarks quote those. What it has
in a call (the hidden inputs) it marks with LOOT, a word that nothing written may hold.
"""

from .case import QUOTIENT, Case, Content, once, right, shouted, tried, wrong

TEXT = "inputs carried out by feedback text"
NAMES, TIMING, STDOUT = (
    "inputs carried out by file names",
    "inputs carried out by timing",
    "inputs carried out by standard output",
)
CANARY, INPUTS = "a canary in what the student gets", "hidden inputs in what the student gets"
LINE = "exec(compile('\\n' * (4000 + int(x * 32)) + '1 / 0', __file__, 'exec'))"
STOLEN = "the points of an answer that is somebody else's"
EITHER = ("wrong", "crashed")
IMPORT = "import glob, os, re, sys\ndef found(data):\n    return re.findall(rb'CANARY_\\w+', data)\n"


def steals(code: str) -> dict[str, Content]:
    """A submission that finds a right answer elsewhere, and falls back on a wrong one."""
    return wrong("return stolen(f, x, h)", IMPORT + "stolen = lambda *a: 12345.678\n" + tried(code))


def reads(*patterns: str) -> dict[str, Content]:
    """A submission that looks for canaries in all files of some patterns."""
    search = (
        f"for path in [path for pattern in {patterns} for path in glob.glob(pattern, recursive=True)]:\n"
        "    if os.path.isfile(path):\n"
        "        loot = found(open(path, 'rb').read(2**22)) or loot"
    )
    return wrong(top=IMPORT + shouted(search))


LEAKING = [
    Case("reads-the-solutions", "reading the solutions", CANARY, reads("@COURSE@/solutions/**/*")),
    Case(
        "imports-the-solutions",
        "reading the solutions",
        STOLEN,
        steals(
            "sys.path.insert(0, '@COURSE@')\nfrom solutions.diff_quotient.diff_quotient import diff_quotient as stolen"
        ),
    ),
    Case(
        "reads-the-checks",
        "reading the checks",
        CANARY,
        reads("@COURSE@/solutions/*/checks.py", "@COURSE@/autograder/checks/*"),
    ),
    Case("reads-a-neighbour", "reading another submission", CANARY, reads("@COHORT@/*-honest/*")),
    Case(
        "answers-by-a-neighbour",
        "reading another submission",
        STOLEN,
        steals("exec(open('@COHORT@/aaa-honest/diff_quotient.py').read())\nstolen = diff_quotient"),
    ),
    Case("reads-the-gradebook", "reading the gradebook", CANARY, reads("@OUT@/gradebook.sqlite*")),
    Case("reads-beside-the-gradebook", "reading the gradebook", CANARY, reads("@OUT@/*.txt")),
    Case("reads-the-home", "reading the environment", CANARY, reads("@HOME@/.netrc")),
    Case("reads-temporary-files", "reading the environment", CANARY, reads("@TEMP@/*.txt")),
    Case(
        "reads-its-environment",
        "reading the environment",
        CANARY,
        wrong(top=IMPORT + shouted("loot = found(repr(dict(os.environ)).encode())")),
    ),
    Case(
        "reads-its-first-environment",
        "reading the environment",
        CANARY,
        wrong(top=IMPORT + shouted("loot = found(open('/proc/self/environ', 'rb').read())")),
    ),
    Case(
        "reads-all-environments",
        "reading the environment",
        CANARY,
        reads("/proc/[0-9]*/environ"),
    ),
    Case(
        "reads-descriptors",
        "reading inherited descriptors",
        CANARY,
        wrong(
            top=IMPORT
            + shouted(
                "for fd in range(3, 256):\n    try:\n        os.lseek(fd, 0, 0)\n"
                "        loot = found(os.read(fd, 2**22)) or loot\n    except OSError:\n        pass"
            )
        ),
    ),
    Case(
        "lists-descriptors",
        "reading inherited descriptors",
        "an open file or folder besides its own pipe",
        wrong(
            top="import os\n"
            + shouted(
                "for fd in range(3, 256):\n    try:\n        name = os.readlink(f'/proc/self/fd/{fd}')\n"
                "    except OSError:\n        continue\n    if name.startswith('/'):\n        loot = 'OPEN ' + name"
            )
        ),
        untold=("OPEN ",),
    ),
    Case(
        "reads-command-lines",
        "reading the grader's command line",
        "the seed of the hidden inputs",
        wrong(
            top=IMPORT
            + shouted(
                "for path in glob.glob('/proc/[0-9]*/cmdline'):\n    data = open(path, 'rb').read()\n"
                "    loot = data if b'--seed' in data else loot"
            )
        ),
        untold=("--seed",),
    ),
    Case(
        "reads-its-parents-command-line",
        "reading the grader's command line",
        "where the grader and its files are",
        wrong(top=IMPORT + shouted("loot = 'PARENT ' + open(f'/proc/{os.getppid()}/cmdline').read()")),
        untold=("PARENT",),
    ),
    Case(
        "lists-processes",
        "reading /proc",
        "who else is being graded, and where",
        wrong(
            top=IMPORT
            + shouted(
                "for path in glob.glob('/proc/[0-9]*/cwd'):\n    where = os.readlink(path)\n"
                "    if where == '@COURSE@':\n        loot = 'GRADER AT ' + where"
            )
        ),
        untold=("GRADER AT",),
    ),
    Case(
        "reads-memory-of-others",
        "frames, gc, /proc/*/mem or ptrace to read expected values",
        CANARY,
        wrong(
            top=IMPORT
            + shouted(
                "for maps in glob.glob('/proc/[0-9]*/maps'):\n    pid = maps.split('/')[2]\n"
                "    if b'autograder' not in open(f'/proc/{pid}/cmdline', 'rb').read() or int(pid) == os.getpid():\n"
                "        continue\n    for line in open(maps):\n        if '[stack]' in line or '[heap]' in line:\n"
                "            low, high = (int(n, 16) for n in line.split()[0].split('-'))\n"
                "            with open(f'/proc/{pid}/mem', 'rb') as memory:\n                memory.seek(low)\n"
                "                loot = found(memory.read(min(high - low, 2**25))) or loot"
            )
        ),
    ),
    Case(
        "traces-its-parent",
        "frames, gc, /proc/*/mem or ptrace to read expected values",
        "the parent stops and lies open",
        wrong(
            top="import ctypes, os\n"
            + shouted(
                "c, pid = ctypes.CDLL(None, use_errno=True), os.getppid()\nif c.ptrace(16, pid, 0, 0) == 0:\n"
                "    loot = 'TRACED'\n    os.waitpid(pid, 0x40000000)\n    c.ptrace(17, pid, 0, 0)"
            )
        ),
        untold=("TRACED",),
    ),
    Case(
        "inputs-in-an-exception",
        TEXT,
        INPUTS,
        wrong("raise ValueError(f'LOOT {x!r} {h!r}')"),
        verdicts=("crashed",),
        told=("ValueError",),
    ),
    Case(
        "inputs-in-an-exceptions-name",
        TEXT,
        INPUTS,
        wrong("raise type(f'LOOT_{x!r}', (Exception,), {})('x')"),
        verdicts=("crashed",),
        told=("an exception",),
    ),
    Case(
        "inputs-in-a-stub",
        TEXT,
        INPUTS,
        wrong("raise NotImplementedError(f'LOOT {x!r}')"),
        verdicts=("unanswered", "crashed"),
    ),
    Case(
        "inputs-in-a-line-number",
        TEXT,
        "the line that is told is the input",
        {"diff_quotient.py": str(wrong(LINE)["diff_quotient.py"]) + "\n" * 6000},
        verdicts=("crashed",),
        told=("ZeroDivisionError",),
        untold=("in line 39", "in line 4"),
    ),
    Case("inputs-in-a-string", TEXT, INPUTS, wrong("return f'LOOT {x!r} {h!r}'"), told=("a string",)),
    Case(
        "inputs-in-an-objects-text",
        TEXT,
        INPUTS,
        wrong("return type('LOOT', (), {'__repr__': lambda s: f'LOOT {x!r}'})()"),
        told=("an object",),
    ),
    Case(
        "inputs-in-a-syntax-error",
        TEXT,
        INPUTS,
        wrong("exec(f'LOOT {x!r} {h!r}')"),
        verdicts=("crashed",),
        told=("SyntaxError",),
    ),
    Case(
        "inputs-in-a-note",
        TEXT,
        "one worker leaves its inputs for the next, which quotes them while it loads",
        wrong(
            "open('@TEMP@/@MARKER@', 'a').write(f'LOOT {x!r} ')\nos._exit(0)",
            "import os\nif os.path.exists('@TEMP@/@MARKER@'):\n    raise ValueError(open('@TEMP@/@MARKER@').read())",
        ),
        verdicts=EITHER,
    ),
    Case(
        "inputs-in-a-note-by-its-folder",
        TEXT,
        "one worker leaves its inputs beside its own folder for the next, which quotes them while it loads",
        wrong(
            "open('../@MARKER@', 'a').write(f'LOOT {x!r} ')\nos._exit(0)",
            "import os\nif os.path.exists('../@MARKER@'):\n    raise ValueError(open('../@MARKER@').read())",
        ),
        verdicts=EITHER,
    ),
    Case(
        "inputs-in-file-names",
        NAMES,
        INPUTS,
        wrong("open(f'LOOT {x!r} {h!r}.txt', 'w').close()"),
        verdicts=EITHER,
    ),
    Case(
        "inputs-in-names-of-its-own-folder",
        NAMES,
        "a file in the submission's folder names them",
        wrong(tried("open(f'@COHORT@/@NAME@/@MARKER@-{x!r}', 'w').close()")),
        verdicts=EITHER,
    ),
    Case(
        "inputs-in-the-time",
        TIMING,
        "the student is told how long a call took",
        wrong("import time\ntime.sleep(min(abs(x), 3) / 50)"),
        untold=("seconds", "duration", "elapsed"),
    ),
    Case(
        "inputs-printed",
        STDOUT,
        INPUTS,
        wrong("import sys\nprint(f'LOOT {x!r}', flush=True)\nprint(f'LOOT {h!r}', file=sys.stderr)"),
    ),
    Case(
        "inputs-written-to-descriptors",
        STDOUT,
        INPUTS,
        wrong(
            "import logging, os, warnings\nlogging.warning('LOOT %r', x)\nwarnings.warn(f'LOOT {x!r}')\n"
            "for fd in (1, 2):\n    os.write(fd, f'LOOT {x!r}\\n'.encode())"
        ),
    ),
    Case(
        "right-and-reads",
        "reading /proc",
        "it loses what its answers earn, or gains what they do not",
        right(once(tried("import glob\n[open(p, 'rb').read(99) for p in glob.glob('/proc/[0-9]*/environ')]"))),
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
]
