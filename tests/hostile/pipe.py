"""Forging on the protocol's own pipe, and asking the function that stays with the judge for more than its values."""

from .case import QUOTIENT, Case, Content, once, right, wrong

ANSWERING = "answering on the protocol's pipe from a thread, a child, an exit hook or a finaliser"
FRAMES = "frames that no worker sends"
ASKING = "asking the function that computes f for more than f"
EITHER = ("wrong", "crashed")

# The student knows the protocol, and finds the pipe among the open descriptors.
TOOLS = """
import os, stat, struct, threading, time, msgspec
import worker.wire as w
def pipes():
    for fd in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                yield fd
        except OSError:
            pass
def write(data):
    for fd in pipes():
        try:
            while data:
                data = data[os.write(fd, data):]
        except OSError:
            pass
def frame(message):
    body = message if isinstance(message, bytes) else msgspec.msgpack.encode(message)
    return struct.pack('<I', len(body)) + body
def say(message):
    write(frame(message))
def number():
    \"\"\"The number of the call in flight, from whichever thread.\"\"\"
    import sys
    for frame in sys._current_frames().values():
        while frame:
            if isinstance(frame.f_locals.get('request'), w.Call):
                return frame.f_locals['request'].number
            frame = frame.f_back
    return 0
def returned(value, after=()):
    return w.Returned(number(), value, list(after), [])
def ask(index, arguments):
    return w.Ask(number(), index, arguments)
def lie():
    say(returned(12345.5))
"""
NO_FAULT = "the judge fails, and a check that was wrong no longer counts"


def talk(attack: str) -> dict[str, Content]:
    """A wrong answer that talks on the pipe first."""
    return wrong(attack, TOOLS)


def says(message: str) -> dict[str, Content]:
    """A submission that says one thing on the pipe and ends, so that nothing else is heard."""
    return talk(f"say({message})\ntime.sleep(0.05)\nos._exit(0)")


PIPE = [
    Case(
        "answers-from-a-thread",
        ANSWERING,
        "an answer is taken for a call that is not its own",
        talk("threading.Thread(target=lambda: [lie() for _ in range(20)], daemon=True).start()"),
        verdicts=EITHER,
    ),
    Case(
        "answers-from-a-child",
        ANSWERING,
        "an answer is taken for a call that is not its own",
        talk("if os.fork() == 0:\n    for _ in range(50):\n        lie()\n        time.sleep(0.02)\n    os._exit(0)"),
        verdicts=EITHER,
    ),
    Case(
        "answers-at-exit",
        ANSWERING,
        "an exit hook has the last word",
        talk("import atexit\natexit.register(lie)\nraise SystemExit(0)"),
        verdicts=EITHER,
        told=("SystemExit",),
    ),
    Case(
        "answers-from-a-finaliser",
        ANSWERING,
        "a finaliser has the last word",
        talk("class Late:\n    def __del__(self):\n        lie()\nlate = Late()\ndel late"),
        verdicts=EITHER,
    ),
    Case(
        "answers-in-advance",
        ANSWERING,
        "answers wait in the pipe for the calls to come",
        talk("for _ in range(200):\n    lie()"),
        verdicts=EITHER,
    ),
    Case(
        "answers-while-loading",
        ANSWERING,
        "an answer before any call is taken for one",
        wrong(top=TOOLS + "for _ in range(20):\n    lie()"),
        verdicts=(*EITHER, "refused"),
    ),
    Case(
        "closes-the-pipe",
        ANSWERING,
        "no answer counts as no complaint",
        talk("for fd in list(pipes()):\n    os.close(fd)\ntime.sleep(0.2)\nos._exit(0)"),
        verdicts=("crashed",),
    ),
    Case("frame-of-noise", FRAMES, NO_FAULT, says("b'\\xc1' * 40"), verdicts=("crashed",), told=("cannot be read",)),
    Case(
        "frame-too-long",
        FRAMES,
        "the judge waits for gigabytes, or reserves them",
        talk("write(struct.pack('<I', 2**32 - 1) + b'x' * 100)\ntime.sleep(0.05)\nos._exit(0)"),
        verdicts=("crashed",),
        told=("cannot be read",),
    ),
    Case(
        "frame-out-of-turn",
        FRAMES,
        "a message of loading is taken for the end of a call",
        says("w.Loaded(['diff_quotient'], [], [])"),
        verdicts=("crashed",),
    ),
    Case("frame-too-deep", FRAMES, NO_FAULT, says("b'\\x91' * 300_000 + b'\\xc0'"), verdicts=("crashed",)),
    Case(
        "frame-dribbled",
        FRAMES,
        "a byte now and then keeps the judge waiting for ever",
        talk(once("for byte in frame(returned(12345.5)):\n    write(bytes([byte]))\n    time.sleep(0.4)")),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "frame-of-millions",
        FRAMES,
        "the judge spends its own time and memory on an answer that no worker sends",
        talk(once("say(returned(w.Sequence([1] * 150_000)))\ntime.sleep(0.05)\nos._exit(0)")),
        verdicts=EITHER,
        untold=("150000 values",),
    ),
    Case("array-that-lies", FRAMES, NO_FAULT, says("returned(w.Array('<f8', (3,), b'short'))"), verdicts=EITHER),
    Case(
        "array-of-objects",
        FRAMES,
        NO_FAULT,
        says("returned(w.Array('|O', (1,), b'12345678'))"),
        verdicts=EITHER,
    ),
    Case(
        "array-beyond-counting",
        FRAMES,
        NO_FAULT,
        says("returned(w.Array('<f8', (2**63, 2**62), b''))"),
        verdicts=EITHER,
    ),
    Case(
        "array-in-the-arguments-lies",
        FRAMES,
        NO_FAULT,
        says("returned(0.5, [w.Array('<f8', (-1, 0), b'12345678')])"),
        verdicts=EITHER,
    ),
    Case(
        "orders-to-the-judge",
        FRAMES,
        "the judge evaluates what only a worker should get",
        says('returned(w.Symbolic(\'__import__("os").system("touch /tmp/@MARKER@")\'))'),
        verdicts=EITHER,
    ),
    Case(
        "kind-of-its-own-wording",
        FRAMES,
        "the student words the judge's messages",
        says("returned(w.Opaque('LOOT ' + repr((x, h)), ''))"),
        verdicts=EITHER,
    ),
    Case(
        "note-of-many-pages",
        FRAMES,
        "the gradebook and the feedback grow by pages, and the terminal spends its time on them",
        wrong(
            top=TOOLS + "say(w.Loaded(['diff_quotient'], [w.Note(1, 'raised', 'HUGE' * 5000)], []))\ntime.sleep(0.3)"
        ),
        verdicts=(*EITHER, "refused"),
        untold=("HUGE" * 500,),
    ),
    Case(
        "note-of-its-own-wording",
        FRAMES,
        "the record says what the student wants",
        wrong(
            top=TOOLS
            + "say(w.Loaded(['diff_quotient'], [w.Note(1, 'was checked:', '100 of 100')], []))\ntime.sleep(0.3)"
        ),
        verdicts=(*EITHER, "refused"),
        untold=("was checked",),
    ),
    Case(
        "asks-in-the-complex-plane",
        ASKING,
        "the derivative by a complex step, exact and without a difference",
        wrong("return f(x + 1e-200j).imag / 1e-200"),
        verdicts=("crashed",),
        told=("TypeError",),
    ),
    Case(
        "asks-with-a-symbol",
        ASKING,
        "the expression of f",
        wrong("import sympy\nt = sympy.Symbol('t')\nreturn float(sympy.diff(f(t), t).subs(t, x))"),
        verdicts=("crashed",),
        told=("TypeError",),
    ),
    Case(
        "asks-with-a-spy",
        ASKING,
        "the operations of f, one by one",
        wrong(
            "class Spy:\n    def __getattr__(self, name):\n        raise ValueError('LOOT ' + name)\n"
            "    __mul__ = __add__ = __rmul__ = lambda *a: Spy()\nreturn f(Spy())"
        ),
        verdicts=("crashed",),
    ),
    Case(
        "asks-for-attributes",
        ASKING,
        "the coefficients of f",
        wrong("return f.coefficients[0] if hasattr(f, 'coefficients') else f.__self__.coefficients"),
        verdicts=("crashed",),
        told=("AttributeError",),
    ),
    Case(
        "asks-other-functions",
        ASKING,
        "another function of the judge answers",
        wrong(
            "for index in (-1, -2, 1, 7, 2**40):\n    say(ask(index, [1.0]))\n    told = w.to_worker(f._connection)\n"
            "    if index > 0 and not told.error:\n        raise ValueError('LOOT')",
            TOOLS,
        ),
    ),
    Case(
        "asks-for-too-much",
        ASKING,
        NO_FAULT,
        talk("say(ask(0, [w.Array('<f8', (200_000,), bytes(1_600_000))]))\nw.to_worker(f._connection)"),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "asks-with-what-lies",
        ASKING,
        NO_FAULT,
        talk("say(ask(0, [w.Array('<f8', (2**63, 1), b'')]))\nw.to_worker(f._connection)"),
        verdicts=EITHER,
    ),
    Case(
        "asks-with-everything",
        ASKING,
        NO_FAULT,
        talk(
            "for thing in (None, True, 'x', float('nan'), 2**63, -2**63, 1e308, w.Random(1), w.Function(0),\n"
            "              w.Symbolic('x'), w.Opaque('k', 't'), w.Sequence([]), w.Sequence([1, 'x']),\n"
            "              w.Array('|b1', (1,), b'1'), w.Array('<i8', (0,), b''), w.Array('<f4', (2, 1), b'12345678')):\n"
            "    for arguments in ([thing], [thing, thing], []):\n"
            "        say(ask(0, arguments))\n        w.to_worker(f._connection)"
        ),
        verdicts=EITHER,
    ),
    Case(
        "asks-without-end",
        ASKING,
        "the judge answers for ever",
        wrong(once("while True:\n    f(x)")),
        verdicts=("wrong", "timed out"),
        told=("loop",),
    ),
    Case(
        "right-and-asks-around",
        ASKING,
        "it loses what its answers earn, or gains what they do not",
        right("say(ask(5, [1.0]))\nw.to_worker(f._connection)", TOOLS),
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
]
