"""What a canary day leaves behind: frames, bytes, files and printouts, each with its label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.privacy.canary.marks import Marks

Pieces = list[tuple[str, bytes]]
"""(where it was found, the bytes)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One screen as a person saw it."""

    label: str
    private: bool
    size: tuple[int, int]
    text: str


@dataclass(slots=True)
class Evidence:
    """Everything that was gathered; the surfaces choose from it.

    :ivar raw: every byte that went to the terminal, session after session.
    :ivar private: spans of ``raw`` written while a private view was open, as (start, end).
    :ivar printed: what commands wrote to standard output and error.
    :ivar kept: copies of files that live only while the app runs, or are looked at apart.
    :ivar processes: argument lists and environments of the app's processes.
    :ivar memory: what third-party plugins were given, and their processes' memory.
    :ivar sockets: the lines of a system-call trace, or of /proc, that name a network socket.
    :ivar written: every path opened for writing, where a trace was possible.
    """

    root: Path
    marks: Marks
    frames: list[Frame] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    private: list[tuple[int, int]] = field(default_factory=list)
    printed: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    processes: dict[str, bytes] = field(default_factory=dict)
    memory: dict[str, bytes] = field(default_factory=dict)
    sockets: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The person's home folder."""
        return self.root / "home"

    @property
    def store(self) -> Path:
        """The session laptop's store."""
        return self.home / "store"

    @property
    def out(self) -> Path:
        """Where documents are written."""
        return self.root / "out"

    @property
    def backups(self) -> Path:
        """Where backups are made."""
        return self.root / "backups"

    def files(self, *patterns: str, under: Path | None = None) -> Iterator[tuple[str, bytes]]:
        """Every regular file under the root whose name fits, with its bytes."""
        top = under or self.root
        for path in sorted(top.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            if not patterns or any(path.match(pattern) for pattern in patterns):
                yield str(path.relative_to(self.root)), path.read_bytes()

    def public_raw(self) -> bytes:
        """What went to the terminal while no private view was open."""
        parts, at = [], 0
        for start, end in sorted(self.private):
            parts.append(bytes(self.raw[at:start]))
            at = max(at, end)
        return b"\n".join([*parts, bytes(self.raw[at:])])
