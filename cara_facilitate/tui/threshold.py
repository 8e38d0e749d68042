"""What the first screen must know of a store's folder, without loading what opens it."""

from __future__ import annotations

from pathlib import Path

STORE_FILES = ("keys.json", "store.db")
"""The journal's own names; a test keeps them the same. Importing the journal would cost the first
screen as much as all of our other modules together."""
PRACTICE_MARK = "practice-store"


def store_exists(folder: Path) -> bool:
    """Whether there is a store here to unlock."""
    return all((folder / name).exists() for name in STORE_FILES)


def is_practice(folder: Path) -> bool:
    """Whether the folder says that its store holds made-up people only."""
    return (folder / PRACTICE_MARK).exists()
