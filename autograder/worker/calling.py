"""Calls a function as it wants to be called: by position, or by the names that it has of the exercise."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

P = inspect.Parameter
ORDERED = (P.POSITIONAL_ONLY, P.POSITIONAL_OR_KEYWORD)
NAMED = (P.POSITIONAL_OR_KEYWORD, P.KEYWORD_ONLY)


def called(function: Callable[..., Any], names: Sequence[str], arguments: Sequence[Any]) -> Any:
    """What a function returns for the arguments of an exercise, whose parameters have these names."""
    by_position, by_name = arranged(function, names, arguments)
    return function(*by_position, **by_name)


def arranged(
    function: Callable[..., Any], names: Sequence[str], arguments: Sequence[Any]
) -> tuple[Sequence[Any], dict[str, Any]]:
    """Which arguments to pass by position, and which by name.

    By position wherever that can be meant, since parameters may have other names than the exercise's. By name where
    the function has all names of the exercise in another order, or takes some of them by name alone.
    """
    try:
        signature = inspect.signature(function, follow_wrapped=False)
    except (TypeError, ValueError):  # some functions have none
        return arguments, {}
    parameters = signature.parameters.values()
    ordered = [p.name for p in parameters if p.kind in ORDERED]
    named = dict(zip(names, arguments, strict=False))
    fits = _binds(signature, arguments, {})
    if named.keys() <= {p.name for p in parameters if p.kind in NAMED}:
        takes_any = any(p.kind is P.VAR_POSITIONAL for p in parameters)
        moved = ordered[: len(named)] != list(named) and not takes_any
        if len(named) == len(arguments) and (moved or not fits) and _binds(signature, (), named):
            return (), named
    rest = dict(list(named.items())[len(ordered) :])
    if not fits and _binds(signature, arguments[: len(ordered)], rest):
        return arguments[: len(ordered)], rest
    return arguments, {}


def _binds(signature: inspect.Signature, by_position: Sequence[Any], by_name: dict[str, Any]) -> bool:
    try:
        signature.bind(*by_position, **by_name)
    except TypeError:
        return False
    return True
