"""What a person may ask for on a live day: one frozen record a command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


class Command:
    """Base of all commands; ``at`` is when the key was pressed (aware local time).

    Where there is a ``source``, ``paper`` says that it is entered afterwards with its own time.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class StartWorkshop(Command):
    """Open the doors; the first item begins."""

    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class EndWorkshop(Command):
    """Close the day."""

    at: datetime
    source: str = ""


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
    source: str = ""


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
    """Record one seat's attendance; ``typed`` says that a person typed the time."""

    seat: int
    code: str
    at: datetime
    reason: str = ""
    source: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class AllPresent(Command):
    """Mark every seat without a mark as present; ``typed`` as in :class:`Attend`."""

    at: datetime
    source: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Observe(Command):
    """One code against one or several seats; ``at`` is when the (last) seat key was pressed."""

    seats: tuple[int, ...]
    code: str
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Tick(Command):
    """An objective was seen to be met, by these seats or (none) the group."""

    objective: str
    seats: tuple[int, ...]
    at: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rate(Command):
    """A seat rating 0-4."""

    seat: int
    rating: int
    rater: str
    moment: str
    at: datetime
    source: str = ""


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


@dataclass(frozen=True, slots=True)
class TakeBack(Command):
    """Undo these entries, wherever they stand; ``events`` are their ids."""

    events: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class DelayStart(Command):
    """The doors open later than planned: until ``HH:MM``, and why."""

    until: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotHeld(Command):
    """The service does not hold this day."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StopWorkshop(Command):
    """The service stops the day before its end."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reopen(Command):
    """Go on with a day that was closed, stopped or called off by mistake."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shorten(Command):
    """Accept a proposal: (item, minutes it gives back)."""

    cuts: tuple[tuple[str, int], ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class RefuseProposal(Command):
    """Refuse a proposal made when the day was this many minutes behind."""

    behind: int
    at: datetime


@dataclass(frozen=True, slots=True)
class MoveItem(Command):
    """Run an item that has not begun earlier (``by`` -1) or later (1) by one place."""

    item: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LeaveOut(Command):
    """Do not run an item (``out``), or run it after all."""

    item: str
    out: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class TakeLead(Command):
    """This facilitator leads from now on; the other watches and codes."""

    facilitator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordStaff(Command):
    """A facilitator came or left; ``what`` is came or left."""

    facilitator: str
    what: str
    at: datetime
    source: str = ""
