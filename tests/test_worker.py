"""The student's process: what it may return, how it may end, and that nothing of it hurts anybody."""

import contextlib
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from autograder import call, patience
from autograder.isolation import time_limit
from autograder.isolation.isolate import Launcher
from autograder.isolation.probe import KERNEL_LEVELS
from autograder.judging.compare import rebuild
from autograder.judging.expectation import exactly
from autograder.verdict import Crashed, Refused, TimedOut, Unanswered
from autograder.worker import submission, wire
from autograder.worker.confine import LEVELS
from autograder.worker.plain import TooLarge, plain

SOON = 120  # seconds within which something happens, on a machine with other work too


def double(x):
    return 2 * x


def apply(f, x):
    return f(x)


def same(x):
    return x


@pytest.mark.parametrize(
    ("value", "crossed"),
    [
        (3, 3),
        (np.float32(0.5), np.array(0.5, dtype="<f4")),
        (np.int32(7), 7),
        (True, True),
        (sympy.Integer(4), 4),
        (sympy.Rational(1, 4), 0.25),
        (sympy.pi, float(sympy.pi)),
        ((1, [2.5, None]), [1, [2.5, None]]),
        ((i for i in range(3)), [0, 1, 2]),
        (np.array([sympy.Float(0.5), sympy.Integer(1)]), np.array([0.5, 1.0])),
        (10**30, 1e30),
        (np.float16([0.5]), np.array([0.5], dtype="<f4")),
    ],
)
def test_numbers_of_all_kinds_cross_as_numbers(value, crossed):
    result = rebuild(plain(value))
    if isinstance(crossed, np.ndarray):
        assert result.dtype == crossed.dtype
        np.testing.assert_array_equal(result, crossed)
    else:
        assert result == crossed
        assert type(result) is type(crossed)


@pytest.mark.parametrize(
    "value", [1j, np.array([1j]), {"a": 1}, {1, 2}, object(), lambda: 0, b"bytes", sympy.gamma(sympy.Symbol("x"))]
)
def test_everything_else_crosses_as_a_description(value):
    assert isinstance(rebuild(plain(value)), wire.Opaque)


class Old:
    """A sequence of the old kind: `for` goes through it, though it has no __iter__."""

    def __init__(self, *items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, place):
        return self.items[place]


class Endless(Old):
    def __getitem__(self, place):
        return place


class Broken(Old):
    def __getitem__(self, place):
        raise TypeError("of its own")


class Tensor(Endless):
    def __array__(self, dtype=None, copy=None):
        return np.array([1.0, 2.0])


def test_what_a_loop_goes_through_crosses_as_a_sequence():
    assert rebuild(plain(Old(1, Old(2.5)))) == [1, [2.5]]
    np.testing.assert_array_equal(rebuild(plain(Tensor())), [1.0, 2.0])
    with pytest.raises(TooLarge):
        plain(Endless())
    with pytest.raises(TypeError, match="of its own"):
        plain(Broken())


def three(f, x, h=0.5):
    return f(x), x, h


@pytest.mark.parametrize(
    "defined",
    [
        "three(f, x, h=0.25): return f(x), x, h",
        "three(g, place, step=0.25): return g(place), place, step",
        "three(f, x, *, h=0.25): return f(t=x), x, h",
        "three(*, h=0.25, f, x): return f(x=x), x, h",
        "three(f, h=0.25, x=None): return f(x), x, h",
        "three(g, place, *, h=0.25): return g(place), place, h",
        "three(**given): return given['f'](given['x']), given['x'], given.get('h', 0.25)",
        "three(*given, f=None, x=None, h=0.25): return given[0](given[1]), *given[1:], *[h][len(given) - 2:]",
        "dq(f, x, h): return f(x), x, h\nthree = functools.partial(dq, h=0.25)",
        "dq(f, h, x): return f(x), x, h\n@functools.wraps(dq)\ndef three(*given): return dq(given[0], given[2], given[1])",
    ],
)
def test_arguments_go_where_their_names_say_or_else_by_their_order(submitted, defined):
    student = submitted(f"import functools\ndef {defined}\n", three, double)
    assert student.three(double, 1.5, 2.0) == exactly(three, double, 1.5, 2.0)


@pytest.mark.parametrize("signature", ["1", "property(lambda s: 1 / 0)", "property(lambda s: exit())"])
def test_a_signature_that_lies_hurts_nobody(submitted, signature):
    code = f"class Same:\n    __signature__ = {signature}\n    def __call__(self, x): return x\nsame = Same()\n"
    student = submitted(code, same)
    try:
        assert student.same(1.5) == exactly(same, 1.5)
    except Crashed:
        assert "exit" in signature or "/" in signature


def test_a_function_of_the_judge_says_what_it_takes(submitted):
    student = submitted("def apply(f, x): return f(x, y=x)", apply)
    student.tells_all = True
    with pytest.raises(Crashed, match="f takes one number"):
        student.apply(double, 1.5)


def test_what_is_too_large_does_not_cross():
    nested: list = []
    for _ in range(20):
        nested = [nested]
    for value in (nested, np.zeros(10**6), iter(int, 1)):
        with pytest.raises(TooLarge):
            plain(value)


def test_a_described_kind_is_never_the_students_wording():
    assert rebuild(wire.Opaque("<script>", "")) == wire.Opaque(wire.OBJECT, "")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_decoder(data):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(len(data).to_bytes(4, "little") + data)
        theirs.shutdown(socket.SHUT_WR)
        try:
            message = wire.from_worker(ours, time.monotonic() + SOON)
        except (wire.Malformed, wire.Closed):
            return
    assert isinstance(message, msgspec.Struct)


@pytest.mark.parametrize(
    "array", [wire.Array("<f8", (3,), b"short"), wire.Array("|O", (1,), b"12345678"), wire.Array("<f8", (-1, 0), b"")]
)
def test_arrays_that_lie_are_malformed(array):
    with pytest.raises(wire.Malformed):
        rebuild(array)


def test_a_length_beyond_the_cap_is_malformed():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall((2**31).to_bytes(4, "little"))
        with pytest.raises(wire.Malformed):
            wire.from_worker(ours, time.monotonic() + SOON)


def test_an_answer_comes_back(submitted):
    student = submitted("def double(x):\n    return x + x\n", double)
    assert student.double(1.25) == exactly(double, 1.25)
    assert student.double(np.array([1.5, 2.5])) == exactly(double, np.array([1.5, 2.5]))


def test_a_function_stays_with_the_judge_and_is_asked(submitted):
    seen = []

    def f(x):
        seen.append(x)
        return x * 3

    student = submitted("def apply(f, x):\n    return f(x) + f(x + 1) - f(x + 1)\n", apply)
    assert student.apply(f, 2.0).value == 6.0
    assert seen == [2.0, 3.0, 3.0]


def test_a_function_is_asked_for_arrays_and_for_nothing_else(submitted):
    student = submitted("def apply(f, x):\n    return f([x, x]) if x > 0 else f('x')\n", apply)
    np.testing.assert_array_equal(student.apply(double, 2.0).value, [4.0, 4.0])
    student.tells_all = True
    with pytest.raises(Crashed, match="TypeError"):
        student.apply(double, -2.0)


def test_sympy_and_generators_arrive(submitted):
    x = sympy.Symbol("x")
    student = submitted("def same(x):\n    return str(x) if hasattr(x, 'subs') else x.permutation(4)\n", same)
    assert student.same(sympy.poly(x**2 + 1, x)).value == "Poly(x**2 + 1, x, domain='ZZ')"
    np.testing.assert_array_equal(student.same(wire.Random(3)).value, np.random.default_rng(3).permutation(4))


def test_changed_arguments_are_seen(submitted):
    student = submitted("def same(x):\n    x += 1\n    return x\n", same)
    (after,) = student.same(np.array([1.0, 2.0])).inputs.value
    np.testing.assert_array_equal(after, [2.0, 3.0])


@pytest.mark.parametrize(
    ("code", "verdict", "told"),
    [
        ("def same(x):\n    return 1 / 0\n", Crashed, "raised ZeroDivisionError in line 2"),
        ("def same(x):\n    raise NotImplementedError('same')\n", Unanswered, "still as it came"),
        ("def same(x):\n    raise NotImplementedError('double')\n", Unanswered, "calls double"),
        ("def Same(x):\n    return x\n", Unanswered, "There is one called Same"),
        ("", Unanswered, "no function same"),
        ("same = 3\n", Unanswered, "no function same"),
        ("def same(x):\n    return same(x)\n", Crashed, "RecursionError"),
        ("def same(x):\n    import os; os._exit(0)\n", Crashed, "process ended"),
        ("def same(x):\n    exit()\n", Crashed, "SystemExit"),
        ("def same(x):\n    input()\n", Crashed, "nobody to answer"),
        ("def same(x):\n    return bytearray(8 * 2**30)\n", Crashed, "MemoryError"),
        ("def same():\n    return 1\n", Crashed, "TypeError"),
        ("def same(x)\n    return x\n", Refused, "line 1: expected ':'"),
        ("class E(Exception): pass\ndef same(x):\n    raise E(str(x))\n", Crashed, "an exception in line 3"),
    ],
)
def test_calls_without_an_answer_end_in_a_sentence(submitted, code, verdict, told):
    student = submitted(code, same, double)
    student.tells_all = True
    with pytest.raises(verdict) as raised:
        student.same(5.5)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "raising", ["ValueError(f'x is {x}')", "NotImplementedError(str(x))", "type(f'E{x}', (Exception,), {})"]
)
def test_an_exception_is_quoted_only_where_inputs_are_no_secret(submitted, raising):
    student = submitted(f"def same(x):\n    raise {raising}\n", same)
    with pytest.raises((Crashed, Unanswered)) as raised:
        student.same(5.5)
    assert "5.5" not in str(raised.value)
    assert "line" not in str(raised.value) or "replace the line" in str(raised.value)


def test_an_endless_call_costs_that_call_only(submitted, monkeypatch):
    student = submitted("def same(x):\n    while x > 0:\n        pass\n    return x\n", same, seconds=0.5)
    with pytest.raises(TimedOut, match="loop"):
        student.same(1.0)
    assert student.same(-1.0) == exactly(same, -1.0)


STRAY = """
import socket
from worker import wire
def same(x):
    connection = socket.socket(fileno=3)
    for number in range(3):
        wire.send(connection, wire.Returned(number, 0.5, [], []))
    connection.detach()
    return x
"""


def test_an_answer_to_no_call_is_evidence_and_no_answer(submitted):
    student = submitted(STRAY, same)
    assert [student.same(x).value for x in (1.5, 2.5)] == [1.5, 2.5]
    assert "sent an answer to no call" in [note.sentence for note in student.attempts]


def test_bytes_that_are_no_message_are_evidence_and_end_the_call(submitted):
    student = submitted("import os\ndef same(x):\n    os.write(3, b'\\xff' * 99)\n    return x\n", same)
    with pytest.raises(Crashed, match="cannot be read"):
        student.same(1.5)
    assert any("no answer" in note.sentence for note in student.attempts)


@pytest.mark.parametrize(
    "attack",
    [
        "write(frame.replace(b'kind', b'k\\xff\\xfed'))",
        "return [np.zeros((1,) * 64)]",
        "return np.zeros((10**12, 0))",
        "return [[[[[[[[[[[[x]]]]]]]]]]]]",
        "return f(np.zeros((1,) * 64))",
        "return f([np.zeros((1,) * 64)])",
        "return np.float64(1.7e308), -0.0, -(2**63), 2**64",
    ],
)
def test_no_answer_is_a_fault_of_the_grader(submitted, attack):
    """A check that the grader fails in counts for nobody: nothing that a student returns may bring that about."""
    code = f"""
import os, struct, msgspec
import numpy as np
from worker import wire
frame = msgspec.msgpack.encode(wire.Raised(1, "kind", "", 1, []))
def write(body):
    os.write(3, struct.pack("<I", len(body)) + body)
def apply(f, x):
    {attack}
"""
    student = submitted(code, apply, seconds=0.5)
    with contextlib.suppress(Crashed, TimedOut):
        assert student.apply(double, 1.5) != exactly(apply, double, 1.5)


def test_what_kills_its_worker_again_and_again_is_not_tried_for_ever(submitted):
    """Of an exercise that is not there, and of one that is right, no word of that is told."""
    student = submitted(
        "import os\ndef same(x):\n    os._exit(0)\ndef double(x):\n    return 2 * x\n", same, double, apply
    )
    for _ in range(patience.MOST_GIVEN_UP):
        with pytest.raises(Crashed):
            student.same(1.0)
    with pytest.raises(Crashed, match="no answer"):
        student.same(1.0)
    with pytest.raises(Unanswered, match="no function apply"):
        student.apply(double, 1.0)
    assert student.double(1.5) == exactly(double, 1.5)


@pytest.mark.parametrize(
    "change",
    ["os.chmod(p, 0o666)", "os.utime(p)", "os.setxattr(p, 'user.x', b'1')", "os.truncate(p, 0)", "os.chown(p, 1, 1)"],
)
@pytest.mark.parametrize("level", KERNEL_LEVELS)
def test_nothing_about_a_file_can_be_changed(launcher_at, level, change, tmp_path):
    """Landlock alone would let the owner of a file change its mode."""
    target = tmp_path / "file"
    target.write_text("x")
    before = target.stat()
    worker = launcher_at(level).fork()
    code = f"import os\ndef same(p):\n    {change}\n".encode()
    wire.send(worker.connection, wire.Load(code, "toys.py"))
    wire.from_worker(worker.connection, time.monotonic() + SOON)
    wire.send(worker.connection, wire.Call(1, "same", [str(target)]))
    answer = wire.from_worker(worker.connection, time.monotonic() + SOON)
    launcher_at(level).end(worker)
    assert isinstance(answer, wire.Raised)
    assert target.stat() == before


@pytest.mark.parametrize("level", KERNEL_LEVELS)
def test_a_launcher_without_sympy_serves_those_who_do_not_name_it(level):
    """And who loads it all the same can."""
    with Launcher(level) as started:
        light = started.for_code(b"def same(x): return x")
        assert light is not started
        assert light is started.for_code(b"")
        assert started.for_code(b"import sympy") is started
        worker = light.fork()
        code = b"import importlib, sys\ndef same(name):\n    there = name in sys.modules\n    module = importlib"
        wire.send(worker.connection, wire.Load(code + b".import_module(name)\n    return there, module.pi", "toys.py"))
        wire.from_worker(worker.connection, time.monotonic() + SOON)
        wire.send(worker.connection, wire.Call(1, "same", ["sympy"]))
        answer = wire.from_worker(worker.connection, time.monotonic() + SOON)
        light.end(worker)
    assert rebuild(answer.value) == [False, float(sympy.pi)]


@pytest.mark.parametrize("level", KERNEL_LEVELS)
def test_what_a_submission_tries_is_noted_with_its_line(launcher_at, level):
    """Also where a worker has no folder of its own and is in that of all."""
    worker = launcher_at(level).fork()
    code = b"import contextlib\ndef same(x):\n    for name in ('own.txt', '/etc/passwd'):\n"
    code += b"        with contextlib.suppress(OSError):\n            open(name).close()\n    return x\n"
    wire.send(worker.connection, wire.Load(code, "toys.py"))
    wire.from_worker(worker.connection, time.monotonic() + SOON)
    wire.send(worker.connection, wire.Call(1, "same", [1.5]))
    answer = wire.from_worker(worker.connection, time.monotonic() + SOON)
    launcher_at(level).end(worker)
    assert answer.attempts == [wire.Note(5, "tried to", "open /etc/passwd")]


def test_ordinary_code_is_no_evidence(submitted):
    code = """
import collections, dataclasses, pathlib, random, threading
import numpy as np, sympy
import matplotlib.pyplot as plt
@dataclasses.dataclass
class Point:
    x: float
Pair = collections.namedtuple("Pair", "a b")
np.savetxt("own.txt", np.zeros(3)); np.loadtxt("own.txt")
def same(x):
    with open("own.txt", "w") as file:
        file.write(str(x))
    sympy.lambdify(sympy.Symbol("x"), sympy.sin(sympy.Symbol("x")))(1.0)
    return Point(x).x
"""
    student = submitted(code, same)
    assert student.same(1.5) == exactly(same, 1.5)
    assert student.notes == []
    assert list(student.attempts) == []


def test_a_deaf_worker_does_not_hold_the_judge_up(submitted, monkeypatch):
    """It answers the first call itself, and then never reads the next, which is larger than any buffer."""
    code = """
import socket, sys, time
from worker import wire
def same(x):
    frame = sys._getframe(1)
    while not isinstance(frame.f_locals.get("request"), wire.Call):
        frame = frame.f_back
    number = frame.f_locals["request"].number
    connection = socket.socket(fileno=3)
    wire.send(connection, wire.Returned(number, 1.5, [], []))
    time.sleep(60)
"""
    student = submitted(code, same, seconds=0.5)
    assert student.same(1.5).value == 1.5
    with pytest.raises(TimedOut):
        student.same(np.zeros(100_000))


def test_sleeping_is_told_apart_from_computing(submitted, monkeypatch):
    """Another try could find it awake, so that verdict does not last."""
    with pytest.raises(TimedOut, match="wait for something") as raised:
        submitted("import time\ndef same(x):\n    time.sleep(60)\n", same, seconds=0.2).same(1.0)
    assert not raised.value.lasting


def test_after_much_time_the_rest_of_a_topic_is_not_tried(submitted, monkeypatch):
    monkeypatch.setattr(patience, "MOST_OF_A_TOPIC", 1e-6)
    student = submitted("def same(x):\n    return x\n", same)
    assert student.same(1.0) == exactly(same, 1.0)
    with pytest.raises(TimedOut, match="took far too long") as raised:
        student.same(2.0)
    assert not raised.value.lasting


def test_after_a_few_calls_that_wait_the_rest_of_that_exercise_is_not_tried(submitted, monkeypatch):
    monkeypatch.setattr(patience, "MOST_WAITED_FOR", 1)
    student = submitted(
        "import time\ndef same(x):\n    time.sleep(60)\ndef double(x):\n    return 2 * x\n", same, double, seconds=0.2
    )
    for told in ("wait for something", "Not tried: 1 calls"):
        with pytest.raises(TimedOut, match=told) as raised:
            student.same(1.0)
        assert not raised.value.lasting
    assert student.double(1.0) == exactly(double, 1.0)


@pytest.mark.parametrize(
    ("kind", "lasting"), [(TimeoutError, True), (time_limit.Slow, False), (time_limit.Idle, False)]
)
def test_what_did_not_load_for_want_of_a_processor_may_load_another_time(submitted, monkeypatch, kind, lasting):
    def late(limit):
        raise kind

    monkeypatch.setattr(call.TimeLimit, "next_message", late)
    with pytest.raises(TimedOut, match="does not finish loading") as raised:
        submitted("def same(x):\n    return x\n", same).same(1.0)
    assert raised.value.lasting is lasting


def test_a_machine_that_stands_still_makes_nobody_late(monkeypatch):
    """What keeps the judge from looking keeps the worker from computing, and is nobody's waiting."""
    clock = [0.0]
    monkeypatch.setattr(time_limit, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    limit = time_limit.TimeLimit(SimpleNamespace(spent=lambda worker: 0.0), None, 1.0)
    for now in (1000.0, 1001.0, 3000.0, 3001.0):  # twice it looks in time
        limit._look()
        clock[0] = now
    with pytest.raises(time_limit.Idle):
        limit._look()


def test_who_computes_a_little_all_the_time_may_use_up_the_limit(monkeypatch):
    """A busy machine gives each a small share: the sentence is that of a loop, also then."""
    clock, spent = [0.0], [0.0]
    monkeypatch.setattr(time_limit, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    limit = time_limit.TimeLimit(SimpleNamespace(spent=lambda worker: spent[0]), None, 1.0)

    def compute():
        while True:
            clock[0], spent[0] = limit._next_look, limit._next_look / 40
            limit._look()

    with pytest.raises(TimeoutError) as raised:
        compute()
    assert not isinstance(raised.value, time_limit.Slow)


def test_a_statement_is_cut_off_by_what_it_computes_and_by_long_waiting():
    with submission.time_limit(100.0):
        assert 90 < signal.getitimer(signal.ITIMER_REAL)[0] < 101  # the system rounds up
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    for work in (lambda: time.sleep(60), lambda: [None for _ in iter(int, 1)]):
        with pytest.raises(submission.OutOfTime), submission.time_limit(0.01):
            work()


def test_after_many_endless_calls_the_rest_of_that_exercise_is_not_tried(submitted, monkeypatch):
    monkeypatch.setattr(patience, "MOST_GIVEN_UP", 2)
    code = "def same(x):\n    while x < 3:\n        pass\n    return x\ndef double(x):\n    return 2 * x\n"
    student = submitted(code, same, double, apply, seconds=0.3)
    for x in (1.0, 2.0):
        with pytest.raises(TimedOut, match="loop"):
            student.same(x)
    with pytest.raises(TimedOut, match="Not tried"):
        student.same(4.0)
    assert student.double(1.5) == exactly(double, 1.5)  # another exercise has no part in it
    with pytest.raises(Unanswered, match="no function apply"):
        student.apply(double, 1.0)


def test_asking_without_end_times_out(submitted, monkeypatch):
    student = submitted("def apply(f, x):\n    while True:\n        f(x)\n", apply, seconds=0.5)
    with pytest.raises(TimedOut):
        student.apply(double, 1.0)


@pytest.mark.parametrize(
    "top_level",
    [
        "print('x' * 10**6)",
        "import warnings; warnings.warn('x')",
        "name = input()",
        "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(2, 2)\naxes[0, 0].plot([1, 2])\nplt.show()",
        "raise SystemExit('done')",
        "1 / 0",
        "undefined_name",
        "from __future__ import annotations",
        "if __name__ == '__main__':\n    raise SystemExit",
        "print(__file__)",
        "import sys; sys.setrecursionlimit(50)",
        "while True:\n    pass",
    ],
)
def test_what_stands_around_the_functions_hurts_nobody(submitted, top_level):
    student = submitted(f"{top_level}\ndef same(x):\n    return x\n", same)
    assert student.same(0.5) == exactly(same, 0.5)


@pytest.mark.parametrize("left_out", ["", "too long"])
def test_many_values_that_take_long_leave_time_for_the_functions(monkeypatch, tmp_path, left_out):
    """Each is cut off, and most are left out; a value that the functions may need is still there after some."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)
    monkeypatch.setitem(sys.modules, "many", None)
    for name, seconds in {"STATEMENT": 0.04, "TOP_LEVEL": 0.1, "BRIEF": 0.01, "ALL_BRIEF": 0.1}.items():
        monkeypatch.setattr(submission, f"{name}_SECONDS", seconds)
    endless = "x = list(1 for _ in iter(int, 1))\n"
    code = f"{endless * 6}factor = 2\n{endless * 30}def double(x):\n    return factor * x\nprint(double(1))\n"
    student = submission.Submission()
    notes = student.load(wire.Load(code.encode(), "many.py", left_out)).notes
    assert student.function("double")(1.5) == 3.0
    assert [note.line for note in notes] == [*range(1, 7), *range(8, 38), 40]
    assert {note.kind for note in notes[-10:]} == {"was left out, since"}


def test_notes_say_which_line_failed(submitted):
    student = submitted("x = 1\ny = x / 0\ndef same(x):\n    return x\n", same)
    student.same(1.0)
    assert [(note.line, note.sentence) for note in student.notes] == [(2, "raised ZeroDivisionError: division by zero")]


def test_a_top_level_that_blocks_signals_is_left_out(submitted, monkeypatch):
    code = (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)\n"
        "for i in iter(int, 1):\n    pass\ndef same(x):\n    return x\n"
    )
    assert submitted(code, same, seconds=0.5).same(0.5) == exactly(same, 0.5)


def test_the_worker_sees_nothing_of_the_grader(submitted):
    """No path of it leads to solutions or checks, no environment, no descriptor but its own."""
    code = """
import os, sys
def same(x):
    open_files = sorted(int(name) for name in os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
    return [
        "autograder" in sys.modules or "pytest" in sys.modules,
        any(os.path.exists(os.path.join(p, name)) for p in sys.path for name in ("solutions", "autograder", "checks")),
        [key for key in os.environ if "TOKEN" in key or "SECRET" in key or key in ("HOME", "PATH", "USER")],
        len([fd for fd in open_files if fd > 2]) <= 2,
    ]
"""
    assert submitted(code, same).same(1.0).value == [False, False, [], True]


@pytest.mark.parametrize("level", LEVELS)
def test_when_the_judge_is_gone_its_launcher_takes_everything_along(level):
    """No process and no folder is left, even of a worker that is in the middle of an endless loop."""
    started = Launcher(level).__enter__()
    worker = started.fork()
    wire.send(worker.connection, wire.Load(b"while True: pass", "toys.py"))
    folder = Path(started._folder)
    ended = os.pidfd_open(started._number)
    started._control.close()  # as when the judge is killed
    assert select.select([ended], [], [], SOON)[0]
    os.close(ended)
    with worker.connection, pytest.raises((wire.Closed, ConnectionResetError)):
        wire.from_worker(worker.connection, time.monotonic() + SOON)  # no process is left that could write to it
    assert not folder.exists()
