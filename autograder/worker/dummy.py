"""Dummies in place of plotting and of notebooks: nobody looks at what they would show.

The standard library's mocks do the same, but bring asyncio and more along, and all that the launcher holds is copied
for every worker.
"""

import builtins
import sys
import types
from collections.abc import Iterator
from typing import Any

NEVER_DRAWN = ("matplotlib", "matplotlib.pyplot", "matplotlib.pylab", "pylab", "seaborn")
NOT_HERE = ("IPython", "IPython.display", "otter", "public_examples")  # what notebooks talk to while they are worked on
OF_NOTEBOOKS = ("get_ipython", "display")  # names that are there in a notebook without an import
OPERATORS = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor")


class Dummy(types.ModuleType):
    """Whatever is done to it gives another: an attribute, a call, an entry, a block, arithmetic. It holds nothing."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__all__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = Dummy(name)
        setattr(self, name, value)
        return value

    def __call__(self, *_: Any, **__: Any) -> Any:
        """A figure and its axes of `subplots`, of anything else one dummy."""
        return (Dummy("figure"), Dummy("axes")) if self.__name__ == "subplots" else Dummy(self.__name__)

    def __getitem__(self, _: Any) -> "Dummy":
        return Dummy(self.__name__)

    def __setitem__(self, *_: Any) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __float__(self) -> float:
        return 1.0

    def __enter__(self) -> "Dummy":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def _operated(self, *_: Any) -> "Dummy":
        return Dummy(self.__name__)


for _operator in OPERATORS:
    for _side in ("", "r"):
        setattr(Dummy, f"__{_side}{_operator}__", Dummy._operated)


def put_in_place() -> None:
    """Make `import matplotlib` and the like give dummies from now on."""
    for name in NEVER_DRAWN + NOT_HERE:
        sys.modules[name] = Dummy(name)
    for name in OF_NOTEBOOKS:
        setattr(builtins, name, Dummy(name))
    for name in NEVER_DRAWN + NOT_HERE:
        package, _, part = name.rpartition(".")
        if package:
            setattr(sys.modules[package], part, sys.modules[name])
