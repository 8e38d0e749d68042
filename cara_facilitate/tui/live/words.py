"""How the live screen says times, drift, seats and what was done: short and plain."""

from __future__ import annotations

from collections.abc import Sequence

from cara_facilitate.domain.attendance import SeatAttendance
from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.runsheet import RunSheet
from cara_facilitate.domain.schedule import Phase

AWAY = {"LR": "away", "AN": "away", "AR": "away", "TR": "moved", "EL": "left", "RM": "left"}


def minutes_seconds(seconds: int) -> str:
    """``32:19``; from an hour on ``1:02:19``."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes:02d}:{left:02d}"


def left_words(seconds: int) -> str:
    """What is left of the present item: ``32:19 left``, or ``02:10 over``."""
    return f"{minutes_seconds(abs(seconds))} {'left' if seconds >= 0 else 'over'}"


def drift_words(sheet: RunSheet) -> str:
    """How far the day is off its plan, with sign and word: ``+7 min tight``, ``on time``."""
    minutes = round(sheet.drift / 60)
    if sheet.proposal is not None:
        minutes = sheet.proposal.behind  # the same number as in what is proposed
    if minutes < 0:
        return f"{-minutes} min ahead"
    if minutes == 0:
        return "on time"
    word = "late" if sheet.phase is Phase.ON_TIME else sheet.phase.value
    if sheet.phase is Phase.OVER:
        word = "late"
    return f"+{minutes} min {word}"


def offset_words(seconds: int) -> str:
    """Minutes late or early of one row, signed; empty within half a minute."""
    minutes = round(seconds / 60)
    return f"{minutes:+d}" if minutes else ""


def seats_words(seats: Sequence[int]) -> str:
    """``Seat 4``, ``Seats 4 and 7``, ``Seats 1, 4 and 7``; the group where none is named."""
    if not seats:
        return "The group"
    if len(seats) == 1:
        return f"Seat {seats[0]}"
    return f"Seats {joined([str(seat) for seat in seats])}"


def joined(names: Sequence[str]) -> str:
    """``one``, ``one and two``, ``one, two and three``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def seat_word(taken: bool, seat: SeatAttendance, notes: int) -> str:
    """What stands under a seat: how many notes it has, or one word where nobody sits."""
    if not taken:
        return ""
    if seat.departure is not None:
        return AWAY[seat.departure.code]
    if seat.arrival is None:
        return "?"
    return AWAY.get(seat.arrival.code, str(notes))


def who_is_in(day: WorkshopState, seats: Sequence[int]) -> str:
    """``11 here, 1 away`` and how many have no mark yet."""
    here = sum(1 for seat in seats if day.seat(seat).present)
    unmarked = sum(1 for seat in seats if day.seat(seat).arrival is None)
    parts = [f"{here} here"]
    if len(seats) - here - unmarked:
        parts.append(f"{len(seats) - here - unmarked} away")
    if unmarked:
        parts.append(f"{unmarked} not marked")
    return ", ".join(parts)
