"""How much a submission's calls may cost its judge: those that hang or kill their worker, and all of them by the clock."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from .endings import not_tried
from .language import _
from .verdict import NoAnswer, TimedOut

MOST_GIVEN_UP = 20  # calls of one exercise that hang or kill their worker, as many as its checks; then no more is tried
MOST_WAITED_FOR = 4  # of these, those that did not compute, or hardly: each takes much longer than its limit
MOST_OF_A_TOPIC = 200  # times the limit of a call that all calls of a topic may take by the clock


class Patience:
    """What is left of it with one submission of a topic."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: the limit of a call."""
        self._lost: dict[str, list[NoAnswer]] = defaultdict(list)
        self._left = seconds * MOST_OF_A_TOPIC

    @contextmanager
    def calling(self, exercise: str) -> Iterator[None]:
        """Around a call, and the loading that it needs. Raises NoAnswer where it is not to be made."""
        lost = self._lost[exercise]
        if len(lost) >= MOST_GIVEN_UP or sum(not ended.lasting for ended in lost) >= MOST_WAITED_FOR:
            raise not_tried(lost)
        if self._left <= 0:
            ended = TimedOut(_("Not tried: loading, and the calls before it, took far too long."))
            ended.lasting = False
            raise ended
        began = time.monotonic()
        try:
            yield
        finally:
            self._left -= time.monotonic() - began

    def lost(self, exercise: str, ended: NoAnswer) -> NoAnswer:
        """How a call ended that cost its worker, which is counted."""
        self._lost[exercise].append(ended)
        return ended
