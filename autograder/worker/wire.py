"""The messages between judge and worker, and the only values that may cross.

Numbers, strings and None cross as they are; arrays as raw bytes with one of a few dtypes; SymPy expressions as rows of
nodes (`formula`); anything else as a description of itself. Frames are MessagePack behind a four-byte length, and are decoded against these types and
the lengths they allow: what does not fit is an error, never an object. A call and what belongs to it carry one
random number, so that an answer which nobody asked for is seen as one.
"""

import socket
import struct
import time
from typing import Annotated, Literal, Union

import msgspec
import numpy as np

from .formula import Expression as Expression
from .formula import Formula as Formula

MAX_FRAME = 4 * 2**20  # bytes
MAX_ITEMS = 100_000  # in one answer: numbers, strings, sequences, all together
MAX_TEXT = 300
MOMENT = 1e-3  # seconds: a time limit of zero would mean not to wait at all
MAX_NOTES = 50
MAX_DIMENSIONS = 8
MAX_FUNCTIONS = 10_000
OBJECT, COMPLEX, OBJECTS, OVERSIZED = "an object", "a complex number", "an array of objects", "something far too large"
EXPRESSION, UNKNOWN = "a SymPy expression", "a SymPy expression with functions that are not known here"
NOT_CARRIED_OUT = "a SymPy operation that is written down but not carried out"
KINDS = (OBJECT, COMPLEX, OBJECTS, OVERSIZED, EXPRESSION, UNKNOWN, NOT_CARRIED_OUT)  # what an Opaque can be
DTYPES = ("<f8", "<f4", "<i8", "|b1")

Struct = msgspec.Struct
Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]
Names = Annotated[list[Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]], msgspec.Meta(max_length=MAX_FUNCTIONS)]


class Array(Struct, tag=True, frozen=True):
    """An array: dtype (one of DTYPES), shape, and its elements in C order, little-endian."""

    dtype: Text
    shape: Annotated[list[int], msgspec.Meta(max_length=MAX_DIMENSIONS)]
    data: bytes


class Sequence(Struct, tag=True, frozen=True):
    """A tuple, a list, or whatever a generator or another iterable gave."""

    items: Annotated[list["Value"], msgspec.Meta(max_length=MAX_ITEMS)]


class Opaque(Struct, tag=True, frozen=True):
    """Something that is no plain value: its kind (one of KINDS), and a short text of it."""

    kind: Text
    text: Text


class Symbolic(Struct, tag=True, frozen=True):
    """To the worker: a SymPy object, as the text that `sympy.srepr` gives."""

    text: str


class Function(Struct, tag=True, frozen=True):
    """To the worker: a function that stays with the judge and is asked for its values."""

    index: int


class Random(Struct, tag=True, frozen=True):
    """To the worker: `numpy.random.default_rng(seed)`."""

    seed: int


Value = Union[None, bool, int, float, str, Array, Sequence, Opaque, Expression, Symbolic, Function, Formula, Random]  # noqa: UP007 - forward reference


class Load(Struct, tag=True):
    """Run this source; of its top level only the definitions, if there is a reason to leave the rest out.

    cells: the lines where pieces begin that are parsed each for itself; none for one piece.
    """

    source: bytes
    filename: str
    left_out: str = ""
    cells: tuple[int, ...] = ()


class Call(Struct, tag=True):
    """Call a function of the submission. names: of the exercise's parameters, in the order of the arguments."""

    number: int
    function: str
    arguments: list[Value]
    names: tuple[str, ...] = ()


class Simplify(Struct, tag=True):
    """Return once more what the call of that number returned, as SymPy simplifies it."""

    number: int


class Told(Struct, tag=True):
    """The value that the worker asked for, or why there is none."""

    value: Value
    error: str = ""


class Note(Struct, frozen=True):
    """Something about a line of the submission: what did not work and hurt nothing else, or what it tried to do."""

    line: int
    kind: Literal[
        "raised", "was cut off after", "was left out, since", "works only after", "is no Python:", "tried to", "sent"
    ]
    text: Text

    @property
    def sentence(self) -> str:
        """The note in words; the first of them are not the student's."""
        return f"{self.kind} {self.text}"


Notes = Annotated[list[Note], msgspec.Meta(max_length=MAX_NOTES)]


class Confined(Struct, tag=True):
    """The worker has taken on its level of isolation; no byte of a submission has run."""


class Loaded(Struct, tag=True):
    """The source was run; `unparsed` says which pieces of it are no Python, and why (nothing of them is there)."""

    functions: Names
    notes: Notes
    attempts: Notes
    unparsed: Notes


class Returned(Struct, tag=True):
    """A call's value, what its arguments look like after it, and what the call tried beside computing."""

    number: int
    value: Value
    arguments: Annotated[list[Value], msgspec.Meta(max_length=100)]
    attempts: Notes


class Raised(Struct, tag=True):
    """A call ended in an exception: its type, its text and the submission's line."""

    number: int
    kind: Text
    text: Text
    line: int
    attempts: Notes


class Ask(Struct, tag=True):
    """The submission calls a function that stays with the judge."""

    number: int
    function: int
    arguments: Annotated[list[Value], msgspec.Meta(max_length=100)]


ToWorker = Load | Call | Simplify | Told
FromWorker = Confined | Loaded | Returned | Raised | Ask

_encoder = msgspec.msgpack.Encoder()
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)
_length = struct.Struct("<I")


class Closed(Exception):
    """The other end is gone."""


class Malformed(Exception):
    """What came is no message."""


def text(value: str) -> str:
    """A string as it can cross: short, and without halves of characters."""
    return value[:MAX_TEXT].encode("utf-8", "replace").decode()


def to_array(array: np.ndarray) -> Array:
    """An ndarray as a message; its dtype must be one of DTYPES."""
    plain = np.ascontiguousarray(array)
    return Array(plain.dtype.str, list(array.shape), plain.tobytes())


def from_array(array: Array) -> np.ndarray:
    """The ndarray that a message claims to be; Malformed if the claim does not hold."""
    if array.dtype not in DTYPES:
        raise Malformed(f"an array of dtype {array.dtype!r}")
    try:
        if min(array.shape, default=0) < 0:
            raise Malformed("an array of negative size")
        return np.frombuffer(array.data, dtype=array.dtype).reshape(array.shape).copy()
    except (ValueError, OverflowError) as error:
        raise Malformed(str(error)) from None


def send(connection: socket.socket, message: ToWorker | FromWorker, seconds: float | None = None) -> None:
    """Send one frame, in so many seconds at the most.

    Raises Closed if nobody listens any more, and TimeoutError if nobody reads.
    """
    body = _encoder.encode(message)
    connection.settimeout(seconds)
    try:
        connection.sendall(_length.pack(len(body)) + body)
    except TimeoutError:
        raise
    except OSError as error:
        raise Closed(str(error)) from None


def arrives(connection: socket.socket, deadline: float) -> bool:
    """Wait for something to read, or the end of the stream; False if there was nothing until the deadline."""
    connection.settimeout(max(deadline - time.monotonic(), MOMENT))
    try:
        connection.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    except OSError:
        pass  # reading will say so
    return True


def from_worker(connection: socket.socket, deadline: float) -> FromWorker:
    """The next message of the worker, up to `deadline` (`time.monotonic()`).

    Raises TimeoutError, Closed, or Malformed.
    """
    try:
        message: FromWorker = _from_worker.decode(_frame(connection, deadline))
        return message
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:  # a ValueError for what is no UTF-8
        raise Malformed(str(error)) from None


def confined(connection: socket.socket, deadline: float) -> None:
    """Wait for a worker's first message. Raises as `from_worker` does."""
    if not isinstance(from_worker(connection, deadline), Confined):
        raise Malformed("a worker that spoke before it was confined")


def to_worker(connection: socket.socket) -> ToWorker:
    """The next message of the judge, however long it takes."""
    connection.settimeout(None)
    message: ToWorker = _to_worker.decode(_frame(connection, None))
    return message


def _frame(connection: socket.socket, deadline: float | None) -> bytes:
    (length,) = _length.unpack(_exactly(connection, _length.size, deadline))
    if length > MAX_FRAME:
        raise Malformed(f"a frame of {length} bytes, more than {MAX_FRAME}")
    return _exactly(connection, length, deadline)


def _exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        if deadline is not None:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            connection.settimeout(remaining)
        try:
            part = connection.recv(min(count - len(parts), 2**20))
        except TimeoutError:
            raise
        except OSError as error:
            raise Closed(str(error)) from None
        if not part:
            raise Closed("end of stream")
        parts += part
    return bytes(parts)
