"""When the live session was last on a screen, so that coming back can say how long it was away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

NAME = "awake"
"""A file in the store's folder with one time and nothing else; the disk may be slow with it."""
EVERY = 10
"""Seconds between two marks: as exact as anybody needs, and nothing a disk would feel."""


def note_awake(folder: Path, at: datetime) -> None:
    """Mark that the session is on a screen now; a mark that cannot be made is left out."""
    try:
        (folder / NAME).write_text(at.isoformat(timespec="seconds"), encoding="ascii")
    except OSError:
        return


def last_awake(folder: Path) -> datetime | None:
    """When the session was last on a screen; None if that is not known."""
    try:
        return datetime.fromisoformat((folder / NAME).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
