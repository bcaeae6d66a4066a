"""The Linux system calls that confine a process and for which Python has no name.

Every function raises OSError, with what was being done, where the kernel refuses.
"""

import ctypes
import os
import sys

_libc = ctypes.CDLL(None, use_errno=True)
if sys.platform == "linux":  # elsewhere there is none, and only the level `process`
    _libc.prctl.argtypes = ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong

NEW_MOUNTS, NEW_UTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NET = (
    0x20000,
    0x4000000,
    0x8000000,
    0x10000000,
    0x20000000,
    0x40000000,
)

READ_ONLY, NO_SETUID, BIND, RECURSIVE, PRIVATE = 0x1, 0x2, 0x1000, 0x4000, 0x40000  # mount(2)
NO_DEVICES, NO_PROGRAMS = 0x4, 0x8
DETACH = 2  # umount2(2)
AT_RECURSIVE, AT_FDCWD = 0x8000, -100  # mount_setattr(2)

PDEATHSIG, DUMPABLE, SECCOMP, BOUNDING_DROP, NO_NEW_PRIVILEGES = 1, 4, 22, 24, 38  # prctl(2)
CAPABILITY_VERSION = 0x20080522  # capset(2)

STRANGER = 65534  # "nobody": whom root becomes before a student's code runs

MOUNT_SETATTR, LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 442, 444, 445, 446  # alike on all machines


def _call(what: str, function: str, *arguments: object) -> int:
    result: int = getattr(_libc, function)(*arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def _system_call(what: str, number: int, *arguments: object) -> int:
    as_longs = (ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments)
    return _call(what, "syscall", ctypes.c_long(number), *as_longs)


def unshare(namespaces: int) -> None:
    """Leave some namespaces for new ones; that of processes is for children only."""
    _call("leaving the namespaces", "unshare", namespaces)


def join(descriptor: int, namespace: int) -> None:
    """Enter the namespace of a process, given as a pidfd."""
    _call("entering a namespace", "setns", descriptor, namespace)


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Attach a file system, or an existing folder or file with BIND, at a place."""
    texts = [ctypes.c_char_p(text.encode()) for text in (source, target, kind)]
    _call(f"mounting {target}", "mount", *texts, ctypes.c_ulong(flags), ctypes.c_char_p(options.encode()))


def seal(target: str, flags: int) -> None:
    """Add flags (read-only and the like) to a mount and all below it. Unlike a remount it can take none away."""
    attributes = (ctypes.c_uint64 * 4)(flags, 0, 0, 0)  # to set, to clear, propagation, user namespace
    size = ctypes.sizeof(attributes)
    _system_call(f"sealing {target}", MOUNT_SETATTR, AT_FDCWD, target.encode(), AT_RECURSIVE, attributes, size)


def make_root(folder: str) -> None:
    """Make a mounted folder the root of this process's mounts, and let go of the old one."""
    os.chdir(folder)
    _call("changing the root", "pivot_root", b".", b".")
    _call("letting go of the old root", "umount2", b".", DETACH)
    os.chdir("/")


def prctl(option: int, argument: int = 0, third: object = None) -> None:
    """Set a property of this process."""
    _call(f"prctl {option}", "prctl", option, argument, third, 0, 0)


def drop_capabilities() -> None:
    """Give up every capability, also those that a program could bring back."""
    for capability in range(64):
        try:
            prctl(BOUNDING_DROP, capability)
        except OSError:
            break  # beyond the last that this kernel knows, or nothing there to drop
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    _call("dropping the capabilities", "capset", header, (ctypes.c_uint32 * 6)())


def become_stranger() -> None:
    """Stop being root, for good."""
    os.setgroups([])
    os.setresgid(STRANGER, STRANGER, STRANGER)
    os.setresuid(STRANGER, STRANGER, STRANGER)


def landlock_version() -> int:
    """The version of Landlock that the kernel offers; 0 for none."""
    try:
        return _system_call("asking for Landlock", LANDLOCK_CREATE, None, 0, 1)
    except OSError:
        return 0


def landlock_ruleset(attributes: bytes) -> int:
    """A descriptor of a new ruleset."""
    return _system_call("creating a Landlock ruleset", LANDLOCK_CREATE, attributes, len(attributes), 0)


def landlock_allow(ruleset: int, rule: bytes) -> None:
    """Add a rule for what lies beneath a path."""
    _system_call("adding a Landlock rule", LANDLOCK_ADD, ruleset, 1, rule, 0)


def landlock_restrict(ruleset: int) -> None:
    """Live by a ruleset from now on."""
    _system_call("entering Landlock", LANDLOCK_RESTRICT, ruleset, 0)


def install_filter(program: bytes) -> None:
    """Have the kernel run a seccomp program on every system call from now on."""

    class Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p))

    held = Program(len(program) // 8, program)
    prctl(SECCOMP, 2, ctypes.byref(held))
