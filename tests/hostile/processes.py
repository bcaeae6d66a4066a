"""Processes and threads: more of them than there may be, some that outlive their run, and attacks on the grader's own.

Attacks that a machine could suffer from are bounded, and need the kernel's containment before they are run.
"""

from textwrap import indent

from .case import QUOTIENT, Case, Content, once, right, tried, wrong

DAEMON, KILL, ENDING = "a daemon that outlives its run", "attacking the grader's processes", "ending the process"
WAITS = "the run waits for it"
LATE = ("wrong", "timed out")
EITHER = ("wrong", "crashed")
GONE = ("crashed",)

# What a child does so that it can be found: a name by which the harness knows it, and an end after a minute.
LIVE = (
    "import os, time\ndef live():\n    try:\n        open('/proc/self/comm', 'w').write('@COMM@')\n"
    "    except OSError:\n        pass\n    end = time.time() + 60\n    while time.time() < end:\n        time.sleep(0.1)\n"
    "    os._exit(0)\n"
)
# The parent, and those above it up to the grader of this very run; never process 1, never another grader.
GRADERS = """
import os, signal
def graders():
    chain = [os.getppid()]
    try:
        while chain[-1] > 1 and b'@TOKEN@' not in open(f'/proc/{chain[-1]}/cmdline', 'rb').read():
            chain.append(int(open(f'/proc/{chain[-1]}/stat').read().rsplit(')', 1)[1].split()[1]))
        while chain[-1] > 1 and b'--submissions' not in open(f'/proc/{chain[-1]}/cmdline', 'rb').read():
            chain.append(int(open(f'/proc/{chain[-1]}/stat').read().rsplit(')', 1)[1].split()[1]))
    except OSError:
        pass
    return [pid for pid in chain if pid > 1]
"""


def attacks_graders(signal: str) -> dict[str, Content]:
    """Send a signal to the parent, and to every process above it up to the grader."""
    return wrong("for pid in graders():\n" + indent(tried(f"os.kill(pid, signal.{signal})"), "    "), GRADERS)


PROCESSES = [
    Case(
        "forks-without-end",
        "a fork bomb",
        "nobody else can start a process",
        wrong(
            once(
                tried(
                    "end = time.time() + 20\nfor _ in range(2000):\n    if os.fork() == 0:\n"
                    "        while time.time() < end:\n            time.sleep(1)\n        os._exit(0)"
                )
            ),
            LIVE,
        ),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "starts-threads",
        "threads",
        "nobody else can start a thread",
        wrong(
            once(
                "import threading, time\nfor _ in range(5000):\n"
                "    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()"
            )
        ),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "leaves-a-child",
        DAEMON,
        "a process is left after the run",
        wrong("if os.fork() == 0:\n    live()", LIVE),
        verdicts=EITHER,
    ),
    Case(
        "leaves-a-session",
        DAEMON,
        "a process is left after the run",
        wrong(tried("if os.fork() == 0:\n    os.setsid()\n    live()"), LIVE),
        verdicts=EITHER,
    ),
    Case(
        "leaves-a-grandchild",
        DAEMON,
        "a process is left after the run",
        wrong(
            tried("if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        live()\n    os._exit(0)"),
            LIVE,
        ),
        verdicts=EITHER,
    ),
    Case(
        "leaves-a-program",
        DAEMON,
        "a process is left after the run",
        wrong(
            tried(
                "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', '@MARKER@'],"
                " start_new_session=True)"
            )
        ),
        verdicts=EITHER,
    ),
    Case(
        "leaves-a-writer",
        DAEMON,
        "it overwrites its own results after they were written",
        wrong(
            tried(
                "if os.fork() == 0:\n    os.setsid()\n    for _ in range(100):\n        time.sleep(0.2)\n"
                "        if os.path.exists('@OUT@/@NAME@'):\n"
                "            open('@OUT@/@NAME@/results.json', 'w').write('{\"score\": 100, \"topics\": {}}')\n    os._exit(0)"
            ),
            LIVE,
        ),
        verdicts=EITHER,
    ),
    Case("kills-the-grader", KILL, "the batch ends", attacks_graders("SIGKILL"), verdicts=EITHER),
    Case(
        "stops-the-grader",
        KILL,
        "the batch stands still",
        attacks_graders("SIGSTOP"),
        verdicts=EITHER,
    ),
    Case(
        "interrupts-the-grader",
        KILL,
        "the batch is broken off",
        attacks_graders("SIGINT"),
        verdicts=EITHER,
    ),
    Case(
        "lowers-the-graders-limits",
        KILL,
        "the grader may open no more files",
        wrong(
            tried("import resource\nfor pid in graders():\n    resource.prlimit(pid, resource.RLIMIT_NOFILE, (3, 3))"),
            GRADERS,
        ),
        verdicts=EITHER,
    ),
    Case(
        "raises-its-limits",
        KILL,
        "no limit holds any more",
        wrong(
            "import resource\nhard = resource.getrlimit(resource.RLIMIT_AS)[1]\n"
            + tried("resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nif hard != -1:\n    return 'no limit'")
        ),
        untold=("a string",),
    ),
    Case(
        "kills-its-own-group",
        KILL,
        "the launcher dies with it",
        wrong("import os, signal\nos.killpg(0, signal.SIGKILL)"),
        verdicts=GONE,
    ),
    Case(
        "stops-itself",
        KILL,
        WAITS,
        wrong(once("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")),
        verdicts=(*LATE, "crashed"),
    ),
    Case(
        "exits-at-once",
        ENDING,
        "an exit without an error is a pass",
        wrong("import os\nos._exit(0)"),
        verdicts=GONE,
        told=("exit()",),
    ),
    Case(
        "exits-politely",
        ENDING,
        "an exit without an error is a pass",
        wrong("raise SystemExit(0)"),
        verdicts=GONE,
        told=("SystemExit",),
    ),
    Case(
        "exits-while-loading",
        ENDING,
        "an exit without an error is a pass",
        wrong(top="import os\nos._exit(0)"),
        verdicts=("timed out", "crashed", "refused", "wrong"),
        untold=("does not finish loading", "takes too long"),
    ),
    Case(
        "interrupts-itself",
        ENDING,
        "the grader takes it for its own interrupt",
        wrong("raise KeyboardInterrupt"),
        verdicts=GONE,
        told=("KeyboardInterrupt",),
    ),
    Case(
        "crashes-hard",
        ENDING,
        "the grader goes down with it",
        wrong("import ctypes\nctypes.string_at(0)"),
        verdicts=GONE,
        told=("SIGSEGV",),
    ),
    Case(
        "right-and-leaves-a-child",
        DAEMON,
        "it loses what its answers earn",
        right(once(tried("if os.fork() == 0:\n    live()")), LIVE),
        earns=QUOTIENT,
        verdicts=("passed", "crashed"),
    ),
]
