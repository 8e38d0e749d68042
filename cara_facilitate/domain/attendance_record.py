"""What is confirmed and returned of a workshop's attendance: digest, confirmations, words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cara_facilitate.domain.attendance import CAME, IN_ROOM, SeatAttendance
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.events import AttendanceReturned
from cara_facilitate.domain.pair import (
    ATTENDED,
    DID_NOT,
    NOT_HELD,
    TO_CONFIRM,
    SeatDay,
    SiteRules,
)

NO_PROOF = "A PIN confirms what was read. It does not prove who typed it."
"""Stands beside every confirmation."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One facilitator's latest confirmation; ``stands`` is False once anything changed since."""

    facilitator: str
    at: datetime
    stands: bool


def digest(state: CohortState, workshop: int) -> str:
    """The SHA-256 (hex) of a workshop's attendance as it is read: any change of it changes this.

    Over lines of plain text: the service's code, when the day began and ended, every seat's marks
    (code, time to the second, reason) and the facilitators' own times.
    """
    day = state.workshops[workshop]
    lines = [
        f"attendance {state.cohort} {workshop} {day.date.isoformat()}",
        f"service {day.service}",
        f"day {_stamp(day.started_at)} {_stamp(day.ended_at)}",
    ]
    for seat, ref in sorted(state.seats.items()):
        lines.append(f"seat {seat} {ref}")
        lines += _mark_lines(day.seat(seat))
    lines += sorted(f"staff {s.facilitator} {s.what} {_stamp(s.at)}" for s in day.staff)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _mark_lines(own: SeatAttendance) -> list[str]:
    marks = [("mark", mark) for mark in own.marks]
    if own.overruled is not None:
        marks.append(("overruled", own.overruled))
    return [f"{what} {m.code} {_stamp(m.at)} {m.source} {m.reason!r}" for what, m in marks]


def _stamp(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else "-"


def confirmed(state: CohortState, workshop: int) -> tuple[Confirmation, ...]:
    """Every facilitator's latest confirmation of a workshop, in the cohort's order."""
    present = digest(state, workshop)
    latest = state.workshops[workshop].confirmed
    return tuple(
        Confirmation(who, latest[who].at, latest[who].digest == present)
        for who in state.staff(workshop)
        if who in latest
    )


def unconfirmed(state: CohortState, workshop: int) -> tuple[str, ...]:
    """The facilitators whose confirmation of the attendance as it is now is still wanted."""
    standing = {one.facilitator for one in confirmed(state, workshop) if one.stands}
    return tuple(who for who in state.staff(workshop) if who not in standing)


@dataclass(frozen=True, slots=True)
class Returned:
    """A return that was written; ``stands`` is False once anything changed since."""

    by: str
    at: datetime
    stands: bool


def returned(state: CohortState, workshop: int) -> Returned | None:
    """The latest return of a workshop, or None."""
    made = [
        record.event
        for record in state.log
        if isinstance(record.event, AttendanceReturned) and record.event.workshop == workshop
    ]
    if not made:
        return None
    return Returned(made[-1].by, made[-1].at, made[-1].digest == digest(state, workshop))


@dataclass(frozen=True, slots=True)
class StaffTimes:
    """A facilitator's own times in one workshop, as pairs of coming and leaving; None unknown."""

    facilitator: str
    turns: tuple[tuple[datetime | None, datetime | None], ...]


def staff_times(state: CohortState, day: WorkshopState) -> tuple[StaffTimes, ...]:
    """Every facilitator's own times, by their own order in time; no turn where none is recorded."""
    return tuple(StaffTimes(who, _turns(day, who)) for who in state.staff(day.number))


def _turns(day: WorkshopState, who: str) -> tuple[tuple[datetime | None, datetime | None], ...]:
    turns: list[tuple[datetime | None, datetime | None]] = []
    for one in sorted((s for s in day.staff if s.facilitator == who), key=lambda s: s.at):
        if one.what == CAME:
            turns.append((one.at, None))
        elif turns and turns[-1][1] is None:
            turns[-1] = (turns[-1][0], one.at)
        else:
            turns.append((None, one.at))
    return tuple(turns)


def return_word(day: SeatDay, rules: SiteRules) -> str:
    """What the police return says of a seat: attended, did not attend, not held, or to confirm.

    The least favourable of its codes speaks: whoever came and left early is not merely
    "attended". A leaving within the site's tolerance changes nothing, nor does a time out of the
    room; beyond it, it is a leaving. Whoever was in the room and later refused, transferred or
    removed is for the manager, and so is a seat whose marks contradict each other or with none.
    """
    if day.service:
        return NOT_HELD
    if not day.codes or day.contradicted or (day.turns and day.codes[0] not in IN_ROOM):
        return TO_CONFIRM
    first = day.turns[0].came.code if day.turns else day.codes[0]
    left = [c for c in day.codes[1:] if c != "EL" or day.early > rules.early_minutes]
    if day.out > rules.early_minutes:
        left.append("EL")
    said = {rules.words[code] for code in (first, *left)}
    if day.removed_before:
        said.add(TO_CONFIRM)
    return next((word for word in (TO_CONFIRM, DID_NOT) if word in said), ATTENDED)
