"""What a person may ask for on a live day: one frozen record a command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Command:
    """Base of all commands; ``at`` is when the key was pressed (aware local time)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StartWorkshop(Command):
    """Open the doors; the first item begins."""

    at: datetime


@dataclass(frozen=True, slots=True)
class EndWorkshop(Command):
    """Close the day."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NextItem(Command):
    """Begin the item after the present one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PreviousItem(Command):
    """Go back to the item before the present one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GoTo(Command):
    """Begin a named item."""

    item: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pause(Command):
    """Stand still: ``kind`` is pause or break."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Resume(Command):
    """Go on."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Attend(Command):
    """Record one seat's attendance."""

    seat: int
    code: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AllPresent(Command):
    """Mark every seat without a mark as present."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Observe(Command):
    """One code against one or several seats; ``at`` is when the (last) seat key was pressed."""

    seats: tuple[int, ...]
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tick(Command):
    """An objective was seen to be met, by these seats or (none) the group."""

    objective: str
    seats: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Rate(Command):
    """A seat rating 0-4."""

    seat: int
    rating: int
    rater: str
    moment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GiveReason(Command):
    """Why an item was skipped or ran below its floor."""

    item: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undo(Command):
    """Take back the last thing that may be taken back."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Redo(Command):
    """Take back the last undo."""

    at: datetime
