"""Namespaces: a worker sees no file, process, network or user of the machine, only what is put into its view.

The launcher enters namespaces of its own once, with a root that holds only what `visible` names. Each worker then
leaves these for new ones of every kind, which end with it.
"""

import os
from contextlib import suppress
from pathlib import Path

from . import kernel, visible

BOX = "/box"  # the worker's private folder, its working directory
BOX_OPTIONS = "size=16m,nr_inodes=1024,mode=700"
VIEW = "/proc"  # where the view is built: a folder that every Linux has, and of which a worker sees nothing
OWN = kernel.NEW_USER | kernel.NEW_MOUNTS | kernel.NEW_NET | kernel.NEW_IPC | kernel.NEW_UTS
QUIET = kernel.NO_SETUID | kernel.NO_DEVICES
SEALED = kernel.READ_ONLY | kernel.NO_SETUID


class Namespaces:
    """The level `namespaces`. `enter` is for the launcher, `prepare_fork` and `confine` for each worker."""

    needs_folder = False

    def enter(self, folder: str) -> None:  # noqa: ARG002 - the view is all there is
        """Move this process, which must have one thread, into the view, as number 1 of new processes."""
        self._proc = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        if os.getuid() == 0:  # root can read where a stranger cannot: it builds the view first, and is dropped then
            kernel.unshare(kernel.NEW_MOUNTS)
            _build_view()
            kernel.become_stranger()
            kernel.prctl(kernel.DUMPABLE, 1)  # as a new user it could not write its own maps otherwise
            self._new_user(OWN | kernel.NEW_PIDS)
        else:
            self._new_user(OWN | kernel.NEW_PIDS)
            _build_view()
        _go_on_as_first_process()
        self._own_processes = os.pidfd_open(os.getpid())

    def prepare_fork(self) -> None:
        """Let the next child be number 1 of its own processes: when it ends, everything it started is dead."""
        kernel.join(self._own_processes, kernel.NEW_PIDS)
        kernel.unshare(kernel.NEW_PIDS)

    def confine(self) -> None:
        """In the worker: a mount, network, ipc, host name and user of its own, and a small private folder."""
        kernel.unshare(OWN & ~kernel.NEW_USER)
        kernel.mount("tmpfs", BOX, "tmpfs", QUIET, BOX_OPTIONS)
        kernel.seal(BOX, kernel.NO_PROGRAMS)
        self._new_user(kernel.NEW_USER)
        os.close(self._proc)
        os.close(self._own_processes)
        os.chdir(BOX)

    def _new_user(self, namespaces: int) -> None:
        """Leave for new namespaces, that of users among them: be the same user inside as outside, and nobody else."""
        user, group = os.geteuid(), os.getegid()
        kernel.unshare(namespaces)
        for name, content in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            descriptor = os.open(f"self/{name}", os.O_WRONLY, dir_fd=self._proc)
            try:
                os.write(descriptor, content.encode())
            finally:
                os.close(descriptor)


def _go_on_as_first_process() -> None:
    """Fork: the child goes on in the new process namespace; this process only waits, and ends as the child does."""
    child = os.fork()
    if child:
        os.closerange(0, 3)
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0x7F)
    kernel.prctl(kernel.PDEATHSIG, 9)


def _build_view() -> None:
    kernel.mount("none", "/", flags=kernel.PRIVATE | kernel.RECURSIVE)
    _empty_folder(VIEW)
    for path in (*visible.shared_libraries(), *visible.standard_library()):
        _show(path)
    for site in visible.site_folders():  # one may lie inside of what is shown already
        _in_view(site).mkdir(parents=True, exist_ok=True)
        _empty_folder(str(_in_view(site)))
    for path in visible.packages():
        _show(path)
    for device in visible.devices():
        _show(device, kernel.NO_SETUID | kernel.NO_PROGRAMS)
    _in_view(Path(BOX)).mkdir(mode=0o700)
    os.chown(_in_view(Path(BOX)), kernel.STRANGER if os.getuid() == 0 else os.getuid(), -1)
    kernel.make_root(VIEW)
    kernel.seal("/", SEALED)


def _empty_folder(path: str) -> None:
    kernel.mount("tmpfs", path, "tmpfs", QUIET, "size=1m,mode=755")


def _in_view(path: Path) -> Path:
    return Path(VIEW, *path.parts[1:])


def _show(path: Path, seal: int = SEALED) -> None:
    """Bind a file or folder to the same place in the view; a link is shown as the link that it is."""
    target = _in_view(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        with suppress(FileExistsError):
            target.symlink_to(path.readlink())
        return
    if path.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    kernel.mount(str(path), str(target), flags=kernel.BIND | kernel.RECURSIVE)
    kernel.seal(str(target), seal)
