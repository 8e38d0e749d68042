"""A Python audit hook for the limited child: what a plugin may not do is refused by name."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

REFUSED_FAMILIES = frozenset({
    "socket", "subprocess", "ctypes", "shutil", "tempfile", "sqlite3", "urllib", "http", "ftplib",
    "smtplib", "imaplib", "poplib", "nntplib", "telnetlib", "webbrowser", "winreg", "_winapi",
    "resource", "fcntl", "pty", "syslog", "setopencodehook",
})  # fmt: skip
REFUSED = frozenset({
    "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.startfile/2", "os.kill", "os.killpg", "os.remove", "os.rename", "os.rmdir", "os.mkdir",
    "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.chflags", "os.utime",
    "os.setxattr", "os.removexattr", "os.chdir", "sys.addaudithook", "signal.pthread_kill",
})  # fmt: skip
REFUSED_IMPORTS = frozenset({"_posixsubprocess", "_ctypes", "_winapi", "_multiprocessing"})
READING = frozenset({"open", "os.listdir", "os.scandir"})
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def close_gates(places: tuple[str, ...], may_set_limits: Callable[[], bool]) -> None:
    """From now on refuse network, programs, signals, writing, and reading outside ``places``.

    It cannot be taken off again. It holds back mistakes on every system; code written to get
    round it is held back by the operating system's fences where there are any.

    :param may_set_limits: asked when resource limits change, which the child itself does.
    """
    roots = tuple(_slashed(place) for place in places)
    exact = frozenset(places)

    def gate(event: str, arguments: tuple[Any, ...]) -> None:
        if event in READING:
            if not _may_read(event, arguments, roots, exact):
                raise PermissionError("a plugin may not open this")
        elif event == "import":
            if arguments and arguments[0] in REFUSED_IMPORTS:
                raise PermissionError("a plugin may not import this")
        elif event in REFUSED or event.partition(".")[0] in REFUSED_FAMILIES:
            if event == "resource.setrlimit" and may_set_limits():
                return
            raise PermissionError("a plugin may not do this")

    for name in REFUSED_IMPORTS | {"ctypes"}:
        sys.modules.pop(name, None)
    sys.addaudithook(gate)


def _may_read(
    event: str, arguments: tuple[Any, ...], roots: tuple[str, ...], exact: frozenset[str]
) -> bool:
    path = arguments[0] if arguments else None
    if event == "open" and _writes(arguments):
        return False
    if isinstance(path, int):
        return True
    if not isinstance(path, (str, bytes)):
        return False
    real = os.path.realpath(os.fsdecode(path))
    return real in exact or _slashed(real).startswith(roots)


def _slashed(path: str) -> str:
    return path if path.endswith(os.sep) else path + os.sep


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode, flags = (*arguments[1:3], None, None)[:2]
    if isinstance(mode, str) and set(mode) & set("wax+"):
        return True
    return isinstance(flags, int) and bool(flags & WRITE_FLAGS)
