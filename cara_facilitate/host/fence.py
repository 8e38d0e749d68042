"""Fences that the operating system keeps around the limited child, as far as it has them."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import sys
from pathlib import Path
from typing import Any

from cara_facilitate.host.limits import Limits

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3


def limit_resources(limits: Limits) -> None:
    """Cap memory, open files, file writing and core dumps; nothing where there are no limits."""
    try:
        import resource
    except ImportError:
        return
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", limits.open_files),
        ("RLIMIT_AS", limits.memory),
    ):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (value, value))


class CallClock:
    """Ends this process by the kernel's own clock when one call uses too much time.

    It holds even if the app is gone and nobody is left to end the child.
    """

    def __init__(self, limits: Limits) -> None:
        self._cpu = limits.cpu_seconds
        self.setting = False
        try:
            import resource
        except ImportError:
            self._resource: Any = None
        else:
            self._resource = resource

    def start(self, seconds: float) -> None:
        """Begin a call: ``seconds`` of wall clock, so much processor time from now."""
        if self._resource is None:
            return
        usage = self._resource.getrusage(self._resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime) + 1
        self.setting = True
        with contextlib.suppress(ValueError, OSError):
            hard = self._resource.getrlimit(self._resource.RLIMIT_CPU)[1]
            self._resource.setrlimit(self._resource.RLIMIT_CPU, (used + self._cpu, hard))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        self.setting = False

    def stop(self) -> None:
        """The call is over."""
        if self._resource is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)


def close_off(places: tuple[str, ...], *, die_with_parent: bool) -> tuple[str, ...]:
    """Cut this Linux process off: no network, no files but ``places``, no programs, no signals.

    Each fence stands alone; one that the kernel does not offer is left out.

    :return: the names of the fences that stand.
    """
    if not sys.platform.startswith("linux"):
        return ()
    try:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
    except (ImportError, OSError):
        return ()
    if die_with_parent:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    standing = []
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0:
        standing.append("network")
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        if _landlock(libc, places):
            standing.append("files")
        from cara_facilitate.host.calls import forbid_calls

        if forbid_calls(libc):
            standing.append("calls")
    return tuple(standing)


def _landlock(libc: Any, places: tuple[str, ...]) -> bool:
    import ctypes

    version = libc.syscall(LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    ruleset = struct.pack("=Q", (1 << rights) - 1)
    if version >= 4:
        ruleset += struct.pack("=Q", 0b11)
    if version >= 6:
        ruleset += struct.pack("=Q", 0b11)
    handle = libc.syscall(LANDLOCK_CREATE, ctypes.c_char_p(ruleset), len(ruleset), 0)
    if handle < 0:
        return False
    for place in places:
        _allow_reading(libc, handle, place)
    stands = bool(libc.syscall(LANDLOCK_RESTRICT, handle, 0) == 0)
    os.close(handle)
    return stands


def _allow_reading(libc: Any, handle: int, place: str) -> None:
    import ctypes

    with contextlib.suppress(OSError):
        folder = os.open(place, os.O_PATH | os.O_CLOEXEC)
        rights = READ_FILE | READ_FOLDER if Path(place).is_dir() else READ_FILE
        rule = struct.pack("=Qi", rights, folder)
        libc.syscall(LANDLOCK_ADD, handle, 1, ctypes.c_char_p(rule), 0)
        os.close(folder)
