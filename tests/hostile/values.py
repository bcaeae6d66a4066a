"""Return values that are no number of the right form."""

from .case import QUOTIENT, RIGHT, WRONG, Case, answer, once, right, wrong

NUMPY = "import numpy as np"
HUGE, DEEP, FINITE, DTYPE = (
    "huge return values",
    "deeply nested return values",
    "NaN and infinity",
    "a wrong dtype",
)
SHAPE, COMPLEX, OBJECTS = "shapes (), (1,) and (1, 1)", "complex numbers", "strings, None and objects"
JUDGE = "the judge fails, or runs out of time or memory"
PASS = "it counts as a number"
EITHER = ("wrong", "crashed")

VALUES = [
    Case("huge-list", HUGE, JUDGE, wrong(once("return [0.5] * 10**5 + [0.5]")), told=("far too large",)),
    Case("huge-array", HUGE, JUDGE, wrong(once("return np.ones(10**6)"), NUMPY), told=("far too large",)),
    Case("huge-string", HUGE, JUDGE, wrong(once("return '9' * 10**7")), told=("a string",)),
    Case("huge-integer", HUGE, JUDGE, answer("10**5000"), verdicts=EITHER),
    Case("huge-range", HUGE, JUDGE, wrong(once("return range(10**15)")), told=("far too large",)),
    Case(
        "huge-by-repeating",
        HUGE,
        "what is small in memory is large on the wire",
        wrong(once("huge = [0.5] * 1000\nfor _ in range(2):\n    huge = [huge] * 1000\nreturn huge")),
        verdicts=(*EITHER, "timed out"),
    ),
    Case(
        "huge-view",
        HUGE,
        "an array without memory of its own",
        answer("np.broadcast_to(np.float64(1), (10**6, 10**6))", top=NUMPY),
        told=("far too large",),
    ),
    Case(
        "deep-list",
        DEEP,
        JUDGE,
        answer("deep", "deep = []\nfor _ in range(10**4):\n    deep = [deep]"),
        told=("far too large",),
    ),
    Case("deep-circle", DEEP, JUDGE, answer("circle", "circle = []\ncircle.append(circle)"), told=("far too large",)),
    Case(
        "deep-array",
        DEEP,
        JUDGE,
        answer("deep", "deep = None\nfor _ in range(50):\n    deep = np.array([deep, None], dtype=object)", NUMPY),
        told=("far too large",),
    ),
    Case("nan", FINITE, "nothing is farther from NaN than allowed", answer("float('nan')"), told=("NaN",)),
    Case("infinity", FINITE, "an infinite allowance", answer("float('-inf')"), told=("infinite",)),
    Case("nan-by-sympy", FINITE, PASS, answer("sympy.nan", top="import sympy"), verdicts=EITHER),
    Case(
        "nan-by-decimal", FINITE, JUDGE, answer("Decimal('sNaN')", top="from decimal import Decimal"), verdicts=EITHER
    ),
    Case("infinity-by-sympy", FINITE, PASS, answer("sympy.zoo", top="import sympy"), verdicts=EITHER),
    Case("dtype-text", DTYPE, PASS, answer(f"np.array(str({RIGHT}))", top=NUMPY)),
    Case("dtype-time", DTYPE, JUDGE, answer("np.datetime64('nat')", top=NUMPY)),
    Case("dtype-record", DTYPE, JUDGE, answer("np.zeros(3, dtype='f8,i4,O')", top=NUMPY)),
    Case("dtype-void", DTYPE, JUDGE, answer("np.void(b'12345678')", top=NUMPY), verdicts=EITHER),
    Case("dtype-half", DTYPE, "half a precision passes", answer(f"np.float16({WRONG})", top=NUMPY)),
    Case("dtype-unsigned", DTYPE, JUDGE, answer("np.uint64(2**64 - 1)", top=NUMPY)),
    Case("dtype-object", DTYPE, JUDGE, answer("np.array([{}, 1, None], dtype=object)", top=NUMPY)),
    Case("dtype-long", DTYPE, JUDGE, answer("np.longdouble('1e4000')", top=NUMPY)),
    Case("shape-1-1", SHAPE, PASS, answer(f"np.array([[{RIGHT}]])", top=NUMPY), told=("shape (1, 1)",)),
    Case(
        "right-in-shape-1",
        SHAPE,
        "an array of one number is held to be wrong",
        right("g = f\nf = lambda x: np.array([g(x)])", NUMPY),
        earns=QUOTIENT,
        verdicts=("passed",),
    ),
    Case("two-for-one", SHAPE, "one of two values may be right", answer(f"[{RIGHT}, 0.0]"), told=("shape (2,)",)),
    Case("complex", COMPLEX, "its real part counts", answer(f"complex({RIGHT}, 1)"), told=("complex",)),
    Case("complex-without-a-part", COMPLEX, PASS, answer(f"complex({RIGHT}, 0)"), told=("complex",)),
    Case("complex-array", COMPLEX, PASS, answer("np.array([1j, 2])", top=NUMPY), told=("complex",)),
    Case(
        "string",
        OBJECTS,
        "it is evaluated",
        answer('\'__import__("os").system("touch /tmp/@MARKER@")\''),
        told=("a string",),
    ),
    Case("string-of-a-number", OBJECTS, PASS, answer(f"str({RIGHT})"), told=("a string",)),
    Case("string-no-encoding-has", OBJECTS, JUDGE, answer("'\\ud800'"), verdicts=EITHER, untold=("exit()",)),
    Case("none", OBJECTS, "nothing to compare is no complaint", answer("None"), told=("None",)),
    Case("dictionary", OBJECTS, PASS, answer(f"{{'quotient': {RIGHT}}}"), told=("an object",)),
    Case("function", OBJECTS, "it is called", answer("diff_quotient"), told=("an object",)),
    Case("the-asked-function", OBJECTS, "it is called", answer("f"), told=("an object",)),
    Case(
        "text-that-never-ends",
        OBJECTS,
        JUDGE,
        wrong(
            once("return T()"), "class T:\n    def __str__(self):\n        return 'x' * 10**7\n    __repr__ = __str__"
        ),
        told=("an object",),
    ),
]
