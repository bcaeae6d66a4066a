"""Points for a wrong answer, by lying inside the student's own process."""

from .case import NOTHING, QUOTIENT, WRONG, Case, answer, once, right, tried, wrong

ALWAYS = """
class Yes:
    def __getattr__(self, name):
        return lambda *a, **k: True
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = __bool__ = lambda self, *a: True
    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = lambda self, *a: self
    __hash__ = None
"""
EQUAL, ARRAY, FLOAT = (
    "an object that equals everything",
    "an array subclass that answers numpy's own calls",
    "a float subclass",
)
PATCHED = "patched numpy, pytest, builtins or sys.modules"
LAZY = "returning a generator, a lazy object or a pickle"
PRINTED = "printing what looks like a result or a frame of the protocol"
FRAMES = "frames, gc, /proc/*/mem or ptrace to read expected values"
TABLE = "answering the public inputs by table"
POINTS = "points for a wrong answer"
EITHER = ("wrong", "crashed")

FORGING = [
    Case("equal-object", EQUAL, POINTS, answer("Yes()", top=ALWAYS), verdicts=EITHER),
    Case("equal-class", EQUAL, POINTS, answer("Yes", top=ALWAYS), told=("an object",)),
    Case("equal-parts", EQUAL, POINTS, answer("(Yes(), Yes())", top=ALWAYS), verdicts=EITHER),
    Case(
        "equal-number",
        EQUAL,
        POINTS,
        answer("Yes()", top=ALWAYS + "import numbers\nnumbers.Number.register(Yes)\nnumbers.Real.register(Yes)"),
        verdicts=EITHER,
    ),
    Case(
        "equal-string",
        EQUAL,
        POINTS,
        answer(
            "S('x')",
            top="class S(str):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n    __str__ = lambda s: s\n"
            "    __getitem__ = lambda s, k: {1: 2}",
        ),
        verdicts=EITHER,
    ),
    Case(
        "array-function",
        ARRAY,
        POINTS,
        answer(
            f"np.full((), {WRONG}).view(A)",
            top="import numpy as np\nclass A(np.ndarray):\n"
            "    __array_function__ = lambda s, *a, **k: True\n    __array_ufunc__ = lambda s, *a, **k: True\n"
            "    __eq__ = lambda s, o: True\n    shape = property(lambda s: ())\n    item = lambda s: 'x'",
        ),
        verdicts=EITHER,
    ),
    Case(
        "array-changes",
        ARRAY,
        POINTS,
        answer(
            "A()",
            top="import numpy as np, itertools\nclass A:\n    count = itertools.count()\n"
            "    def __array__(self, *a, **k):\n        return np.float64(next(self.count) + 0.125)",
        ),
        verdicts=EITHER,
    ),
    Case(
        "array-masked",
        ARRAY,
        "a comparison that passes by design, since everything is masked",
        answer(f"np.ma.masked_array({WRONG}, mask=True)", top="import numpy as np"),
    ),
    Case(
        "array-empty",
        ARRAY,
        "a comparison over no numbers passes",
        answer("np.empty((0,))", top="import numpy as np"),
        told=("shape (0,)",),
    ),
    Case("array-broadcast", ARRAY, POINTS, answer("np.full(7, 3.5)", top="import numpy as np"), told=("shape (7,)",)),
    Case(
        "float-subclass",
        FLOAT,
        POINTS,
        answer(
            f"F({WRONG})",
            top="class F(float):\n    __eq__ = __le__ = lambda s, o: True\n    __sub__ = __abs__ = lambda s, *a: F(0)\n"
            "    __hash__ = None\n    __float__ = lambda s: 12345.5\n    is_integer = lambda s: True",
        ),
    ),
    Case(
        "float-raises",
        FLOAT,
        "an exception inside the judge",
        answer(
            "F(1)",
            top="class F(float):\n    def __float__(s):\n        raise SystemExit\n    __hash__ = __eq__ = __float__",
        ),
        verdicts=EITHER,
    ),
    Case(
        "integer-subclass",
        FLOAT,
        POINTS,
        answer("I(7)", top="class I(int):\n    __int__ = __index__ = lambda s: 10**30\n    __eq__ = lambda *a: True"),
        verdicts=EITHER,
    ),
    Case("truth-for-number", FLOAT, "True counts as a number", answer("True"), told=("True",)),
    Case(
        "patched-numpy",
        PATCHED,
        POINTS,
        wrong(
            top="import numpy as np\nnp.allclose = np.isclose = np.array_equal = np.all = lambda *a, **k: True\n"
            "np.testing.assert_allclose = lambda *a, **k: None\nnp.isfinite = np.abs = lambda *a: np.True_"
        ),
    ),
    Case(
        "patched-builtins",
        PATCHED,
        POINTS,
        wrong(
            top="import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.all = builtins.any = lambda x: True\n"
            "builtins.max = lambda *a, **k: 0"
        ),
        verdicts=EITHER,
    ),
    Case(
        "patched-isinstance",
        PATCHED,
        "the worker dies of its own tools and the judge with it",
        wrong("import builtins\nbuiltins.isinstance = builtins.hasattr = lambda *a: True\nbuiltins.len = None"),
        verdicts=EITHER,
    ),
    Case(
        "patched-modules",
        PATCHED,
        POINTS,
        wrong(
            top="import sys, types\nfor name in ('numpy', 'pytest', '_pytest', 'flint', 'autograder', 'msgspec'):\n"
            "    sys.modules[name] = types.ModuleType(name)"
        ),
        verdicts=EITHER,
    ),
    Case(
        "patched-worker",
        PATCHED,
        POINTS,
        wrong(
            top="import worker.plain, worker.serve, worker.wire as w\n"
            "worker.serve._call = lambda s, request, c: w.Returned(request.number, 'correct', [], [])\nw.KINDS = ('correct',)"
        ),
        told=("a string",),
    ),
    Case(
        "patched-judge",
        PATCHED,
        "the judge's own comparison says yes",
        wrong(
            top=tried(
                "import sys\nsys.path.insert(0, '@COURSE@')\nimport autograder.judging.judge, autograder.judging.compare\n"
                "autograder.judging.judge.Answer.__eq__ = lambda *a: True\n"
                "autograder.judging.compare.Comparison.agrees = property(lambda s: True)"
            )
        ),
    ),
    Case(
        "generator-endless",
        LAZY,
        "the judge iterates for ever",
        wrong(once("return itertools.count()"), "import itertools"),
        told=("far too large",),
    ),
    Case(
        "generator-dies",
        LAZY,
        "the process ends while its answer is read, and that counts as no complaint",
        answer("g()", top="import os\ndef g():\n    yield 1.0\n    os._exit(0)"),
        verdicts=("crashed",),
    ),
    Case(
        "lazy-number",
        LAZY,
        "a number that is computed when it is compared",
        answer(
            "L()",
            top="import numbers\nclass L:\n    def __float__(self):\n"
            "        import sys\n        return sys._getframe(1).f_locals.get('exact', 12345.5)\nnumbers.Real.register(L)",
        ),
        verdicts=EITHER,
    ),
    Case(
        "pickle-bytes",
        LAZY,
        "the judge unpickles it and runs a command",
        answer(
            "pickle.dumps(P())",
            top="import os, pickle\nclass P:\n    def __reduce__(self):\n"
            "        return os.system, ('touch /tmp/@MARKER@',)",
        ),
        told=("an object",),
    ),
    Case(
        "pickle-object",
        LAZY,
        "the judge unpickles it and runs a command",
        answer(
            "P()",
            top="import os\nclass P(Exception):\n    def __reduce__(self):\n"
            "        return os.system, ('touch /tmp/@MARKER@',)\n    __getstate__ = __deepcopy__ = __reduce__",
        ),
        told=("an object",),
    ),
    Case(
        "printed-result",
        PRINTED,
        "somebody reads the score off standard output",
        wrong(
            'print(\'{"score": 100, "max_score": 100, "verdict": "passed"}\')\n'
            "print('===== 12 passed in 0.01s =====\\nSCORE: 100/100\\nOK', file=__import__('sys').stderr)"
        ),
        untold=("12 passed", "SCORE: 100"),
    ),
    Case(
        "printed-frame",
        PRINTED,
        "a frame on standard output is taken for an answer",
        wrong(
            "import os, msgspec, worker.wire as w\nframe = msgspec.msgpack.encode(w.Returned(1, 0.5, [], []))\n"
            "for fd in (1, 2):\n    os.write(fd, len(frame).to_bytes(4, 'little') + frame)"
        ),
    ),
    Case(
        "walks-frames",
        FRAMES,
        "an expected value is found in a caller's frame",
        answer(
            "found",
            "frame, found = sys._getframe(), None\nwhile frame:\n"
            "    for name, value in list(frame.f_locals.items()):\n"
            "        if name in ('exact', 'expected', 'wanted', 'reference', 'target', 'solution'):\n"
            "            found = value(f, x, h) if callable(value) else value\n    frame = frame.f_back",
            top="import sys",
        ),
    ),
    Case(
        "searches-memory",
        FRAMES,
        "a solution or an expected value is among the objects of the process",
        answer(
            "found",
            "found = None\nfor thing in gc.get_objects():\n"
            "    if type(thing).__name__ == 'function' and thing.__module__.startswith(('solutions', 'autograder')):\n"
            "        found = thing\n    elif type(thing).__module__.startswith(('flint', 'autograder')):\n"
            "        found = thing",
            top="import gc",
        ),
        verdicts=EITHER,
    ),
    Case(
        "public-table",
        TABLE,
        "the public check passes on inputs that students know",
        wrong(
            "for inputs, value in TABLE.items():\n    if inputs == (x, h):\n        return value",
            top="TABLE = {(n / 32, 0.5): 0.25 * n for n in range(33, 97, 2) if n in (41, 65, 79)}",
        ),
    ),
    Case(
        "table-from-public-seed",
        TABLE,
        "the inputs of grading are those of the public seed",
        wrong(
            "rng = np.random.default_rng([0, SEED])\na = float(rng.integers(2, 6))\n"
            "place = float(rng.integers(16, 48) + 0.5) / 16\n"
            "if (x, h) == (place, 0.5):\n"
            "    g = lambda t: ((a * t - 1) * t + 3.5) * t + 2\n    return (g(x + h) - g(x)) / h",
            top="import hashlib, numpy as np\n"
            "SEED = int.from_bytes(hashlib.sha256(b'diff_quotient::test_wide_step').digest()[:8], 'big')",
        ),
        earns=NOTHING,
    ),
    Case(
        "right-and-patches",
        PATCHED,
        "it loses what its answers earn, or gains what they do not",
        right(
            once("sys.modules['numpy'].allclose = lambda *a: True\nimport builtins\nbuiltins.abs = lambda x: 0"),
            top="import sys",
        ),
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
]
