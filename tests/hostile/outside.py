"""Links out of the submission, and the network."""

from .case import Case, Link, tried, wrong

LINK, HARD = "symbolic links out of the submission", "hard links out of the submission"
NET = "network, DNS or abstract sockets"
CANARY = "a canary in what the student gets"
STOLEN = "the points of an answer that is somebody else's"
EITHER = ("wrong", "crashed")

OUTSIDE = [
    Case(
        "link-to-a-neighbour",
        LINK,
        STOLEN,
        {"diff_quotient.py": Link("@COHORT@/aaa-honest/diff_quotient.py")},
        verdicts=("refused",),
        told=("is a link",),
    ),
    Case(
        "link-to-the-solution",
        LINK,
        STOLEN,
        {"diff_quotient.py": Link("@COURSE@/solutions/diff_quotient/diff_quotient.py")},
        verdicts=("refused",),
        told=("is a link",),
    ),
    Case(
        "link-to-a-secret",
        LINK,
        CANARY,
        {"diff_quotient.py": Link("@HOME@/.netrc"), "sgd.py": Link("../../../../../../../../etc/passwd")},
        verdicts=("refused",),
        untold=("root:",),
    ),
    Case(
        "link-to-itself",
        LINK,
        "the grader follows it for ever, or fails",
        {"diff_quotient.py": Link("diff_quotient.py"), "loop": Link(".")},
        verdicts=("refused", "unanswered"),
    ),
    Case(
        "link-to-a-device",
        LINK,
        "the grader reads for ever",
        {"diff_quotient.py": Link("/dev/zero")},
        verdicts=("refused",),
    ),
    Case(
        "link-to-a-folder",
        LINK,
        STOLEN,
        {"mine": Link("@COHORT@/aaa-honest"), "notes.txt": "nothing"},
        verdicts=("unanswered",),
    ),
    Case(
        "link-in-place-of-the-submission",
        LINK,
        STOLEN,
        {"../link-in-place-of-the-submission": Link("@COHORT@/aaa-honest")},
        verdicts=("unanswered", "refused"),
    ),
    Case(
        "hard-link-to-the-solution",
        HARD,
        STOLEN,
        {"diff_quotient.py": Link("@COURSE@/solutions/diff_quotient/diff_quotient.py", hard=True)},
        verdicts=("refused",),
        told=("link",),
    ),
    Case(
        "hard-link-to-a-secret",
        HARD,
        CANARY,
        {"diff_quotient.py": Link("@HOME@/.netrc", hard=True)},
        verdicts=("refused",),
    ),
    Case(
        "calls-home",
        NET,
        "a connection arrives",
        wrong(tried("import socket\nsocket.create_connection(('127.0.0.1', @PORT@), 1).sendall(b'@MARKER@')")),
        verdicts=EITHER,
    ),
    Case(
        "asks-a-name-server",
        NET,
        "a datagram arrives, with the inputs as a host name",
        wrong(
            tried(
                "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'@MARKER@', "
                "('127.0.0.1', @PORT@))"
            )
        ),
        verdicts=EITHER,
    ),
    Case(
        "abstract-socket",
        NET,
        "a process outside hears of it without any file",
        wrong(
            tried(
                "import socket\ns = socket.socket(socket.AF_UNIX)\ns.settimeout(1)\n"
                "s.connect('\\0@ABSTRACT@')\ns.sendall(b'@MARKER@')"
            )
        ),
        verdicts=EITHER,
    ),
]
