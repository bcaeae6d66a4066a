"""The messages between judge and worker, and the only values that may cross.

Numbers, strings and None cross as they are; arrays as raw bytes with one of a few dtypes; anything else as a
description of itself. Frames are MessagePack behind a four-byte length, and are decoded against these types:
what does not fit them is an error, never an object.
"""

import socket
import struct
import time
from typing import Union

import msgspec
import numpy as np

MAX_FRAME = 64 * 2**20  # bytes
OBJECT, COMPLEX, POLYNOMIAL, EXPRESSION = "an object", "a complex number", "a SymPy polynomial", "a SymPy expression"
OBJECTS, OVERSIZED = "an array of objects", "something far too large"
KINDS = (OBJECT, COMPLEX, POLYNOMIAL, EXPRESSION, OBJECTS, OVERSIZED)  # what an Opaque can be
DTYPES = ("<f8", "<f4", "<i8", "|b1")

Struct = msgspec.Struct


class Array(Struct, tag=True, frozen=True):
    """An array: dtype (one of DTYPES), shape, and its elements in C order, little-endian."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class Sequence(Struct, tag=True, frozen=True):
    """A tuple, a list, or whatever a generator or another iterable gave."""

    items: list["Value"]


class Opaque(Struct, tag=True, frozen=True):
    """Something that is no plain value: its kind (one of KINDS), and a short text of it."""

    kind: str
    text: str


class Symbolic(Struct, tag=True, frozen=True):
    """To the worker: a SymPy object, as the text that `sympy.srepr` gives."""

    text: str


class Function(Struct, tag=True, frozen=True):
    """To the worker: a function that stays with the judge and is asked for its values."""

    index: int


class Random(Struct, tag=True, frozen=True):
    """To the worker: `numpy.random.default_rng(seed)`."""

    seed: int


Value = Union[None, bool, int, float, str, Array, Sequence, Opaque, Symbolic, Function, Random]  # noqa: UP007 - forward reference


class Load(Struct, tag=True):
    """Run this source; of its top level only the definitions, if so said."""

    source: bytes
    filename: str
    definitions_only: bool


class Call(Struct, tag=True):
    """Call a function of the submission by position."""

    function: str
    arguments: list[Value]


class Told(Struct, tag=True):
    """The value that the worker asked for, or why there is none."""

    value: Value
    error: str = ""


class Note(Struct, frozen=True):
    """Something about a line at the top level that did not work, and hurt nothing else."""

    line: int
    text: str


class Loaded(Struct, tag=True):
    """The source was run; `error` says why it could not be (then no function is there)."""

    functions: list[str]
    notes: list[Note]
    error: str = ""


class Returned(Struct, tag=True):
    """A call's value, and what its arguments look like after it."""

    value: Value
    arguments: list[Value]


class Raised(Struct, tag=True):
    """A call ended in an exception: its type, its text and the submission's line."""

    kind: str
    text: str
    line: int


class Ask(Struct, tag=True):
    """The submission calls a function that stays with the judge."""

    function: int
    arguments: list[Value]


ToWorker = Load | Call | Told
FromWorker = Loaded | Returned | Raised | Ask

_encoder = msgspec.msgpack.Encoder()
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)
_length = struct.Struct("<I")


class Closed(Exception):
    """The other end is gone."""


class Malformed(Exception):
    """What came is no message."""


def to_array(array: np.ndarray) -> Array:
    """An ndarray as a message; its dtype must be one of DTYPES."""
    plain = np.ascontiguousarray(array)
    return Array(plain.dtype.str, array.shape, plain.tobytes())


def from_array(array: Array) -> np.ndarray:
    """The ndarray that a message claims to be; Malformed if the claim does not hold."""
    if array.dtype not in DTYPES:
        raise Malformed(f"an array of dtype {array.dtype!r}")
    try:
        return np.frombuffer(array.data, dtype=array.dtype).reshape(array.shape).copy()
    except ValueError as error:
        raise Malformed(str(error)) from None


def send(connection: socket.socket, message: ToWorker | FromWorker) -> None:
    """Send one frame; Closed if nobody listens any more."""
    body = _encoder.encode(message)
    try:
        connection.sendall(_length.pack(len(body)) + body)
    except OSError as error:
        raise Closed(str(error)) from None


def from_worker(connection: socket.socket, deadline: float) -> FromWorker:
    """The next message of the worker, up to `deadline` (`time.monotonic()`).

    Raises TimeoutError, Closed, or Malformed.
    """
    try:
        message: FromWorker = _from_worker.decode(_frame(connection, deadline))
        return message
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Malformed(str(error)) from None


def to_worker(connection: socket.socket) -> ToWorker:
    """The next message of the judge, however long it takes."""
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
