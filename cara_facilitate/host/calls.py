"""A seccomp filter for the limited child: system calls that no plugin needs are refused."""

from __future__ import annotations

import platform
import struct
from typing import Any

PR_SET_SECCOMP, FILTER_MODE = 22, 2
ALLOW, REFUSE_EPERM, REFUSE_ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
CLONE_THREAD = 0x00010000
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
X32 = 0x40000000
"""From here on x86-64 numbers the same calls a second time."""
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16

_X86_64 = {
    "socket": 41, "connect": 42, "bind": 49, "clone": 56, "fork": 57, "vfork": 58,
    "execve": 59, "kill": 62, "ptrace": 101, "mount": 165, "process_vm_readv": 310,
    "process_vm_writev": 311, "execveat": 322, "bpf": 321, "io_uring_setup": 425,
    "pidfd_open": 434, "clone3": 435, "tkill": 200, "unshare": 272, "setns": 308,
    "keyctl": 250, "perf_event_open": 298, "userfaultfd": 323, "chmod": 90, "fchmodat": 268,
    "chown": 92, "fchownat": 260, "utimensat": 280,
}  # fmt: skip
_AARCH64 = {
    "socket": 198, "connect": 203, "bind": 200, "clone": 220, "execve": 221, "kill": 129,
    "ptrace": 117, "mount": 40, "process_vm_readv": 270, "process_vm_writev": 271,
    "execveat": 281, "bpf": 280, "io_uring_setup": 425, "pidfd_open": 434, "clone3": 435,
    "tkill": 130, "unshare": 97, "setns": 268, "keyctl": 219, "perf_event_open": 241,
    "userfaultfd": 282, "fchmodat": 53, "fchownat": 54, "utimensat": 88,
}  # fmt: skip
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}


def forbid_calls(libc: Any) -> bool:
    """Refuse new processes, programs, sockets, signals and tracing for this process.

    Threads stay possible: clone is refused only without CLONE_THREAD, and clone3, whose
    flags a filter cannot see, answers "no such call" so that the C library uses clone.

    :return: whether the filter stands.
    """
    import ctypes

    if platform.machine() not in _MACHINES:
        return False
    code = _program(*_MACHINES[platform.machine()])
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    program = Program(len(code) // 8, ctypes.addressof(buffer))
    return bool(libc.prctl(PR_SET_SECCOMP, FILTER_MODE, ctypes.byref(program), 0, 0) == 0)


def _program(architecture: int, numbers: dict[str, int]) -> bytes:
    plain = [n for name, n in numbers.items() if name not in ("clone", "clone3")]
    lines = [
        (LOAD, 0, 0, ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, REFUSE_EPERM),
        (LOAD, 0, 0, NUMBER),
        (JUMP_AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, REFUSE_EPERM),
    ]
    for number in plain:
        lines += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE_EPERM)]
    lines += [
        (JUMP_EQUAL, 0, 1, numbers["clone3"]),
        (RETURN, 0, 0, REFUSE_ENOSYS),
        (JUMP_EQUAL, 0, 3, numbers["clone"]),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (JUMP_ANY_BIT, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, REFUSE_EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
