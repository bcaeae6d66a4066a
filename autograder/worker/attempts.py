"""Notes what a submission tries that no exercise needs: evidence for the instructor, told by Python's audit events.

It protects nothing, since it runs in the student's process and can be got around there. Confinement protects; this
says what was tried, where it is noticed.
"""

import os
import sys
from types import FrameType

from .wire import MAX_NOTES, Note, text

ALWAYS = {
    "os.fork": "start a process",
    "os.forkpty": "start a process",
    "os.posix_spawn": "start a program",
    "os.exec": "start a program",
    "os.system": "start a program",
    "subprocess.Popen": "start a program",
    "os.kill": "send a signal to a process",
    "os.killpg": "send a signal to a process",
    "socket.__new__": "open a socket",
    "socket.getaddrinfo": "look up a host",
    "ctypes.dlopen": "call into the C library",
    "gc.get_objects": "search the interpreter's memory",
    "gc.get_referrers": "search the interpreter's memory",
    "sys.setprofile": "follow the interpreter's calls",
}
OF_PATHS = {
    "open": "open",
    "os.listdir": "list",
    "os.scandir": "list",
    "os.remove": "remove",
    "os.rename": "rename",
    "os.symlink": "link to",
    "os.link": "link to",
    "os.mkdir": "create",
}
FREE = ("/dev/null", "/dev/urandom")


class Attempts:
    """What was noticed since it was last taken."""

    def __init__(self) -> None:
        self.filename = ""
        self._folder = os.getcwd()  # noqa: PTH109 - a text is what is compared
        own = (self._folder, sys.prefix, sys.base_prefix, *FREE)
        self._own = tuple(f"{path}/" for path in own if path != "/")  # that is where a worker is that has no folder
        self._noticed: dict[Note, None] = {}
        sys.addaudithook(self._hear)

    def take(self) -> list[Note]:
        """The notes, each once, and forget them."""
        taken, self._noticed = list(self._noticed)[:MAX_NOTES], {}
        return taken

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in ALWAYS and event not in OF_PATHS:
            return
        line = _line_in(self.filename, sys._getframe(1))
        what = ALWAYS.get(event) or self._about_path(OF_PATHS[event], arguments)
        if line and what and len(self._noticed) < MAX_NOTES:
            self._noticed[Note(line, "tried to", text(what))] = None

    def _about_path(self, verb: str, arguments: tuple[object, ...]) -> str:
        path = arguments[0] if arguments else None
        if not isinstance(path, str | bytes):
            return ""
        absolute = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        beside = absolute != "/" and os.path.dirname(absolute) == self._folder  # noqa: PTH120
        return "" if beside or f"{absolute}/".startswith(self._own) else f"{verb} {absolute}"


def _line_in(filename: str, frame: FrameType | None) -> int:
    """The line of the submission that is being executed; 0 if none of it is."""
    while frame is not None:
        if frame.f_code.co_filename == filename:
            return frame.f_lineno
        frame = frame.f_back
    return 0
