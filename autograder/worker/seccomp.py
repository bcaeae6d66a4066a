"""The system calls that a worker may not make: a seccomp program in the kernel's classic BPF.

Nothing that computes is touched: memory, files (the mounts or Landlock decide which), clocks, threads. Refused is
whatever reaches another process, the network, the kernel's own interfaces, or another set of rights.
"""

import errno
import platform
import struct
from collections.abc import Sequence

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NUMBERS = {"x86_64": 0, "aarch64": 1}  # columns of the table below
NONE = -1  # the machine does not have this call

# name: (x86_64, aarch64). The numbers are the kernel's: arch/x86/entry/syscalls/syscall_64.tbl and
# include/uapi/asm-generic/unistd.h.
REFUSED = {
    # other processes
    "fork": (57, NONE), "vfork": (58, NONE), "execve": (59, 221), "execveat": (322, 281), "kill": (62, 129),
    "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    "setpgid": (109, 154), "setsid": (112, 157), "setpriority": (141, 140), "sched_setaffinity": (203, 122),
    "sched_setparam": (142, 118), "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    # the network, and memory or queues that others could share
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendmmsg": (307, 269), "recvmmsg": (299, 243),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
    "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188),
    "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181), "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    # other rights, limits and namespaces
    "setuid": (105, 146), "setgid": (106, 144), "setreuid": (113, 145), "setregid": (114, 143), "setgroups": (116, 159),
    "setresuid": (117, 147), "setresgid": (119, 149), "setfsuid": (122, 151), "setfsgid": (123, 152),
    "capset": (126, 91), "prctl": (157, 167), "seccomp": (317, 277),
    "unshare": (272, 97), "setns": (308, 268), "personality": (135, 92), "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445), "landlock_restrict_self": (446, 446),
    # mounts, devices, and files by other ways than their names
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "mknod": (133, NONE), "mknodat": (259, 33), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "quotactl": (179, 60), "quotactl_fd": (443, 443), "fanotify_init": (300, 262),
    # what files are called, whose they are and who may use them: Landlock does not cover that
    "chmod": (90, NONE), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, NONE),
    "fchown": (93, 55), "lchown": (94, NONE), "fchownat": (260, 54), "utime": (132, NONE), "utimes": (235, NONE),
    "futimesat": (261, NONE), "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "truncate": (76, 45),
    "inotify_init": (253, NONE), "inotify_init1": (294, 26), "inotify_add_watch": (254, 27),
    # the kernel itself
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "acct": (163, 89), "syslog": (103, 116), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171), "sethostname": (170, 161),
    "setdomainname": (171, 162), "iopl": (172, NONE), "ioperm": (173, NONE), "modify_ldt": (154, NONE),
    "vhangup": (153, 58), "lookup_dcookie": (212, 18), "uselib": (134, NONE), "ustat": (136, NONE), "sysfs": (139, NONE),
}  # fmt: skip
CLONE, CLONE3 = (56, 220), (435, 435)
PRLIMIT = (302, 261)
BY_ORDER = {  # the second argument decides: refused with these orders alone, or, of a device or file, allowed with these
    # F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY: signals to other processes, and making these wait
    "fcntl": ((72, 25), (8, 10, 15, 1024, 1026), False),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, FICLONE: what Python's own library asks for
    "ioctl": ((16, 29), (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x40049409), True),
}
FIRST_UNKNOWN = 463  # whatever the kernel has learned since this table was written does not exist for a worker

THREAD = 0x10000  # CLONE_THREAD
LOAD, EQUAL, AT_LEAST, ANY_BIT, SKIP, RETURN = 0x20, 0x15, 0x35, 0x45, 0x05, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = (
    0,
    4,
    16,
    24,
)  # places in struct seccomp_data; of 64 bits the lower half comes first
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
REFUSE, UNKNOWN = ERROR | errno.EPERM, ERROR | errno.ENOSYS


def program() -> bytes:
    """The filter for this machine. Raises OSError where its system calls are not known.

    It finds the number of a call by halving: the kernel goes through the filter for each number when it is installed,
    and that is for every worker.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    architecture = [_line(EQUAL, ARCHITECTURES[machine], 1, 0), _line(RETURN, KILL)]
    verdicts = _verdicts(NUMBERS[machine])
    return b"".join([_line(LOAD, ARCHITECTURE), *architecture, _line(LOAD, NUMBER), *_found(sorted(verdicts.items()))])


def _verdicts(column: int) -> dict[int, list[bytes]]:
    """What holds from a number on, until the next that is named; each ends in a verdict."""
    particular = {numbers[column]: [_line(RETURN, REFUSE)] for numbers in REFUSED.values() if numbers[column] != NONE}
    particular |= {numbers[column]: _by_order(orders, allowed) for numbers, orders, allowed in BY_ORDER.values()}
    particular[CLONE3[column]] = [_line(RETURN, UNKNOWN)]  # its flags lie in memory, so libc has to fall back to clone
    particular[CLONE[column]] = _unless(ANY_BIT, THREAD)
    particular[PRLIMIT[column]] = _unless(EQUAL, 0)  # its own limits, which it cannot raise; no other process's
    allowed = {number: [_line(RETURN, ALLOW)] for number in (0, *(named + 1 for named in particular))}
    unknown = {FIRST_UNKNOWN: [_line(RETURN, UNKNOWN)]}  # and x86_64's second set of numbers, which lies higher
    return allowed | particular | unknown


def _found(verdicts: Sequence[tuple[int, list[bytes]]]) -> list[bytes]:
    """The lines that lead to the last of these verdicts whose number is not above that of the call."""
    if len(verdicts) == 1:
        return verdicts[0][1]
    middle = len(verdicts) // 2
    below, above = _found(verdicts[:middle]), _found(verdicts[middle:])
    return [_line(AT_LEAST, verdicts[middle][0], 0, 1), _line(SKIP, len(below)), *below, *above]


def _by_order(orders: Sequence[int], allowed: bool) -> list[bytes]:
    """Allow a system call with one of these second arguments and refuse it with others, or the other way round."""
    named, others = (ALLOW, REFUSE) if allowed else (REFUSE, ALLOW)
    lines = [line for order in orders for line in (_line(EQUAL, order, 0, 1), _line(RETURN, named))]
    return [_line(LOAD, SECOND_ARGUMENT), *lines, _line(RETURN, others)]


def _unless(test: int, value: int) -> list[bytes]:
    """Refuse a system call unless the test holds for its first argument."""
    return [
        _line(LOAD, FIRST_ARGUMENT),
        _line(test, value, 1, 0),
        _line(RETURN, REFUSE),
        _line(RETURN, ALLOW),
    ]


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)
