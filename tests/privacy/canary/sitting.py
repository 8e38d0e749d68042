"""One sitting at the real app in a real pty, which notes what was private and when."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from cara_facilitate.cli.demo.player import Player
from cara_facilitate.cli.terminal import Terminal
from tests.privacy.canary.evidence import Evidence, Frame
from tests.privacy.canary.spying import memory_of

REPOSITORY = Path(__file__).parents[3]

SIZES = ((60, 20), (80, 24), (100, 30), (130, 40), (160, 45))
USUAL = (80, 24)


class Sitting(Player):
    """A person at the keyboard; every byte and every screen is kept."""

    def __init__(
        self,
        evidence: Evidence,
        environment: dict[str, str],
        module: str = "cara_facilitate.cli.app",
    ) -> None:
        self._folder = evidence.store
        self._tell = lambda done: None
        self.steps = []
        self.now = datetime.now().astimezone()
        self.evidence = evidence
        self._trace = evidence.root / f"trace-{len(list(evidence.root.glob('trace-*')))}"
        launch = (
            "import sys; from cara_facilitate.cli.launcher import launch; "
            f"sys.exit(launch([], module={module!r}))"
        )
        command = ["sh", "-c", 'ulimit -c unlimited; cd "$2"; exec "$0" -c "$1"',
                   sys.executable, launch, str(evidence.root / "work")]  # fmt: skip
        command = [*traced(self._trace), *command]
        self.terminal: Terminal = Terminal(
            command=command, size=USUAL, environment=environment, keep_raw=True, debug=True
        )
        self._counted = 0
        self._private_from: int | None = None

    def set_time(self, at: datetime) -> None:
        """This store goes by the machine's clock."""
        self.now = at

    def pause(self) -> None:
        """Look up for longer than a traced app beside other work needs between two frames."""
        self.terminal.settle(0.25, 10)

    def look(self, label: str) -> str:
        """Keep the screen as it is, and everything written since the last look."""
        self.terminal.settle()
        text = self.terminal.text()
        private = "PRIVATE" in (text.splitlines() or [""])[0]
        self.evidence.frames.append(Frame(label, private, USUAL, text))
        self._count(private)
        return text

    def _count(self, private: bool) -> None:
        new = self.terminal.raw[self._counted :]
        start = len(self.evidence.raw)
        self.evidence.raw += new
        self._counted += len(new)
        if private or self._private_from is not None:
            self.evidence.private.append((start, len(self.evidence.raw)))
        self._private_from = start if private else None

    @contextmanager
    def private(self) -> Iterator[None]:
        """Whatever is written meanwhile belongs to a private view."""
        self.look("before a private view")
        self._private_from = len(self.evidence.raw)
        yield
        self._count(True)
        self._private_from = None

    def at_every_size(self, label: str) -> None:
        """The same screen at every size, room mode or not."""
        for size in SIZES:
            self.terminal.resize(*size)
            self.terminal.settle()
            text = self.terminal.text()
            private = "PRIVATE" in (text.splitlines() or [""])[0]
            self.evidence.frames.append(Frame(f"{label} at {size}", private, size, text))
        self.terminal.resize(*USUAL)
        self.look(f"{label} again")

    def see_processes(self, label: str) -> None:
        """Keep the arguments and environments of every process of this sitting."""
        for pid in self.family():
            for what in ("cmdline", "environ", "limits", "status"):
                try:
                    found = Path(f"/proc/{pid}/{what}").read_bytes()
                except OSError:
                    continue
                self.evidence.processes[f"{label} {pid} {what}"] = found

    def family(self) -> list[int]:
        """The sitting's processes: launcher, app, limited children."""
        parents: dict[int, int] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = (entry / "stat").read_text()
                except OSError:
                    continue
                parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
        found = [self.terminal.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def remember_plugins(self, label: str) -> None:
        """Keep the memory of every limited child of the app."""
        for pid in self.family():
            try:
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if b"cara_facilitate.host.child" in arguments:
                self.evidence.memory[f"{label} child {pid}"] = memory_of(pid)

    def app(self) -> int:
        """The app's process, which holds the key."""
        for pid in self.family():
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"-m" in words and any(word.startswith(b"--parent-fd") for word in words):
                return pid
        raise AssertionError("the app does not run")

    def end(self, label: str, seconds: float = 20.0) -> int:
        """Wait for the launcher's end, keep the last screen, read the trace."""
        code = self.terminal.wait_exit(seconds)
        self.look(label)
        self.close()
        read_trace(self.evidence, self._trace)
        return code


def traced(trace: Path) -> list[str]:
    """What to put before a command so that its system calls are written down; nothing without."""
    if not shutil.which("strace"):
        return []
    calls = "trace=openat,open,creat,execve,socket,connect,sendto"
    # The kernel then stops the program for these calls alone: all others cost nothing.
    filtered = ["strace", "--seccomp-bpf", "-f", "-qq", "-s", "256", "-e", calls]
    return [*filtered, "-e", "signal=none", "-o", str(trace)]


def read_trace(evidence: Evidence, trace: Path) -> None:
    """Sort a trace's lines into sockets, programs started and files opened for writing."""
    if not trace.exists():
        return
    for line in trace.read_text(errors="replace").splitlines():
        if "AF_INET" in line:
            evidence.sockets.append(line)
        elif "execve(" in line:
            evidence.executed.append(line)
        elif ("O_WRONLY" in line or "O_RDWR" in line or "creat(" in line) and " = -1" not in line:
            evidence.written.append(line)
    trace.unlink()


def environment(evidence: Evidence, **more: str) -> dict[str, str]:
    """A person's environment, with every switch on that could make the app talk."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CARA_", "TEXTUAL"))}
    home_folders = ("home", "home/.config", "home/.cache", "home/.local/share")
    for name in (*home_folders, "tmp", "work", "out", "backups"):
        (evidence.root / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    editor = evidence.root / "editor"
    if not editor.exists():
        editor.write_text('#!/bin/sh\ncp "$1" "$HOME/edited-$$"\n')
        editor.chmod(0o700)
    home = evidence.home
    return (
        kept
        | {
            "HOME": str(home),
            "TMPDIR": str(evidence.root / "tmp"),
            "PWD": str(evidence.root / "work"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "EDITOR": str(editor),
            "VISUAL": str(editor),
            "CARA_HOME": str(evidence.store),
            "CARA_CONFIG": str(home / ".config" / "settings.toml"),
            "TEXTUAL": "devtools,debug",
            "TEXTUAL_LOG": str(evidence.root / "textual.log"),
            "TEXTUAL_SCREENSHOT": "3",
            "TEXTUAL_SCREENSHOT_LOCATION": str(evidence.root),
            "PYTHONPATH": os.pathsep.join((str(evidence.root / "site"), str(REPOSITORY))),
            "PYTHONFAULTHANDLER": "1",
        }
        | more
    )
