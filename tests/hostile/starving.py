"""Time, memory, processes, disk: what is spent so that others go short, or so that the run never ends.

Attacks that a machine could suffer from are bounded, and need the kernel's containment before they are run.
"""

from .case import QUOTIENT, Case, once, right, tried, wrong

LOOP, LOOP_IN_C, BLOCKED = "an endless loop", "an endless loop in C code", "an endless loop with signals blocked"
MEMORY, TOUCHED = "memory", "memory touched slowly"
RECURSION = "recursion"
WAITS = "the run waits for it"
LATE = ("wrong", "timed out")
EITHER = ("wrong", "crashed")
GONE = ("crashed",)

STARVING = [
    Case("loops", LOOP, WAITS, wrong(once("while True:\n    pass")), verdicts=LATE, told=("loop",)),
    Case(
        "loops-and-catches",
        LOOP,
        WAITS,
        wrong(
            once(
                "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
            )
        ),
        verdicts=LATE,
        told=("loop",),
    ),
    Case(
        "loops-in-c",
        LOOP_IN_C,
        WAITS,
        wrong(once("sum(iter(int, 1))")),
        verdicts=LATE,
        told=("loop",),
    ),
    Case(
        "backtracks",
        LOOP_IN_C,
        WAITS,
        wrong(once("import re\nre.match('(a+)+$', 'a' * 60 + 'b')")),
        verdicts=LATE,
        told=("loop",),
    ),
    Case(
        "loops-with-signals-blocked",
        BLOCKED,
        WAITS,
        wrong(
            once(
                "import signal\nfor s in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:\n"
                "    signal.signal(s, signal.SIG_IGN)\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)\n"
                "while True:\n    pass"
            )
        ),
        verdicts=LATE,
        told=("loop",),
    ),
    Case(
        "right-after-a-loop",
        LOOP,
        "the honest part below the loop is lost, or the run waits",
        right(top="while True:\n    pass"),
        earns=QUOTIENT,
        verdicts=("passed",),
        told=("line 1",),
    ),
    Case(
        "right-after-a-blocked-loop",
        BLOCKED,
        "the honest part below the loop is lost, or the run waits",
        right(
            top="import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)\nfor i in iter(int, 1):\n    pass"
        ),
        earns=QUOTIENT,
        verdicts=("passed",),
        told=("left out",),
    ),
    Case(
        "takes-memory", MEMORY, "the machine swaps", wrong("bytearray(6 * 2**30)"), verdicts=GONE, told=("MemoryError",)
    ),
    Case(
        "takes-memory-in-an-array",
        MEMORY,
        "the machine swaps",
        wrong("import numpy as np\nreturn np.ones((2**15, 2**15)).sum()"),
        verdicts=GONE,
        told=("MemoryError",),
    ),
    Case(
        "touches-memory-slowly",
        TOUCHED,
        "the machine swaps",
        wrong(
            once(
                "import numpy as np\nkept = []\nfor _ in range(96):\n    kept.append(np.zeros(2**23))\n    kept[-1][::512] = 1"
            )
        ),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "takes-memory-in-children",
        MEMORY,
        "limits that count for each process are passed by many",
        wrong(
            once(
                tried(
                    "import os, time\nfor _ in range(5):\n    if os.fork() == 0:\n        kept = bytearray(12 * 10**8)\n"
                    "        kept[::4096] = b'x' * len(kept[::4096])\n        time.sleep(20)\n        os._exit(0)\ntime.sleep(1)"
                )
            ),
        ),
        verdicts=EITHER,
    ),
    Case(
        "writes-gigabytes",
        "gigabytes of output",
        "the output is kept somewhere, or the run waits for it",
        wrong(once("import os\nfor _ in range(2048):\n    os.write(1, b'x' * 2**20)\n    os.write(2, b'x' * 2**10)")),
        verdicts=LATE,
    ),
    Case(
        "right-and-noisy",
        "gigabytes of output",
        "it loses what its answers earn",
        right("print('x' * 10**6)\nimport sys\nprint('y' * 10**6, file=sys.stderr)"),
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
    Case(
        "writes-a-large-file",
        "filling the disk",
        "a file without a limit",
        wrong("with open('big', 'wb') as file:\n    for _ in range(64):\n        file.write(b'x' * 2**20)"),
        verdicts=GONE,
    ),
    Case(
        "fills-the-disk",
        "filling the disk",
        "200 MB in many small files, which stay",
        wrong(
            once(
                "for number in range(200):\n    for place in ('.', '/tmp'):\n        try:\n"
                "            open(f'{place}/@MARKER@-{number}', 'wb').write(b'x' * (2**20 - 1))\n"
                "            break\n        except OSError:\n            pass"
            )
        ),
        verdicts=EITHER,
    ),
    Case(
        "deletes-everything-in-reach",
        "filling the disk",
        "submissions, gradebook or solutions are gone",
        wrong(
            tried(
                "import shutil\nfor place in ('@OUT@', '@COHORT@/zzz-honest', '@COURSE@/solutions', '@HOME@'):\n"
                "    shutil.rmtree(place, ignore_errors=True)"
            )
        ),
        verdicts=EITHER,
    ),
    Case("sleeps", "sleeping", WAITS, wrong(once("import time\ntime.sleep(10**6)")), verdicts=LATE),
    Case("asks-the-user", "input()", WAITS, wrong("return float(input('x? '))"), verdicts=GONE, told=("input()",)),
    Case(
        "plots",
        "plt.show()",
        "a window waits to be closed",
        right("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
    Case(
        "recurses",
        RECURSION,
        "the process ends without a word",
        wrong("return diff_quotient(f, x, h)"),
        verdicts=GONE,
        told=("RecursionError",),
    ),
    Case(
        "recurses-without-a-limit",
        RECURSION,
        "the stack runs over and nobody says so",
        wrong(
            once(
                "sys.setrecursionlimit(10**9)\nnested = []\nfor _ in range(10**5):\n    nested = [nested]\nrepr(nested)"
            ),
            "import sys",
        ),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "never-simplifies",
        "expressions that never simplify",
        WAITS,
        wrong(
            once(
                "import sympy\na, b, c = sympy.symbols('a b c')\n"
                "return sympy.expand((sympy.sin(a) + sympy.cos(b) + sympy.sqrt(c) + a * b) ** 400)"
            )
        ),
        verdicts=LATE,
    ),
]
