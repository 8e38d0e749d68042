"""Attendance after the day: facts of the pair, each facilitator's confirmation, the return."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance_record import (
    NO_PROOF,
    Confirmation,
    confirmed,
    digest,
    return_word,
    returned,
    staff_times,
    unconfirmed,
)
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.pair import (
    OFFERED_AGAIN,
    TO_CONFIRM,
    Dates,
    SeatDay,
    SeatPair,
    SiteRules,
    pairs,
    repeat_dates,
)
from cara_facilitate.domain.pair_words import said
from cara_facilitate.domain.pairing import Question, Staff, weekday_rules
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

ONLY = "This says who attended, and nothing else: not that anybody is safe, or has changed."
NOBODYS = f"Not held, or stopped, by the service is nobody's absence: {OFFERED_AGAIN}."
PRACTICE = "Practice: made-up people, not a record of anybody."


def rules(desk: Desk, cohort: str) -> SiteRules:
    """The site's own rules of attendance.

    :raises PluginError: if the site's policy is missing or failed; no laxer rules take its place.
    """
    return SiteRules.of(desk.host.site_policy(desk.state(cohort).site).settings)


def facts(desk: Desk, cohort: str) -> tuple[SeatPair, ...]:
    """Every seat over both workshops, as far as they have come.

    :raises PluginError: if the site's policy is missing or failed.
    """
    return pairs(desk.state(cohort), rules(desk, cohort), desk.clock.now())


def dates(desk: Desk, cohort: str) -> Mapping[int, Dates]:
    """By seat, the sixteen-week date and what it leaves; holds placement, for a private view.

    :raises PluginError: if the site's rules are missing or fail.
    """
    from cara_facilitate.services.cohorts import plan_of

    today = desk.clock.now().date()
    people = plan_of(desk, cohort).people
    days = _weekdays(desk, cohort, today)
    return {
        one.seat: repeat_dates(
            one.caution_date, today, days, longer=one.extra.get("police_extension") == "yes"
        )
        for one in people
    }


def _weekdays(desk: Desk, cohort: str, today: date) -> frozenset[int]:
    """The days of the week (Monday 0) on which the site's own rules let a workshop be."""
    from cara_facilitate.services.placement import facts as placed

    known = placed(desk, cohort, today)
    first = today + timedelta(days=1)
    staff = tuple(Staff(who) for who in known.facilitators)
    seats = len(known.people)
    question = Question(first, first, known, known.people, staff, seats, seats)
    found = weekday_rules(question, desk.host.site_policy(known.site).check)
    return frozenset(range(7)).intersection(*found.values())


# --- confirming -------------------------------------------------------------------------------


def unmarked(state: CohortState, workshop: int) -> tuple[int, ...]:
    """Seats of which nothing is recorded; none of a day the service did not hold or stopped."""
    day = state.workshops[workshop]
    return () if day.service else tuple(s for s in sorted(state.seats) if not day.seat(s).codes)


def confirm(
    desk: Desk, cohort: str, workshop: int, facilitator: str, pin: str, read: str = ""
) -> None:
    """A facilitator confirms a workshop's attendance with an own PIN; saved when this returns.

    It confirms what was read, and proves nobody's identity.

    :param read: the digest of what was read, where it was shown before; empty for as it is now.
    :raises Refusal: wrong PIN; the day is not over; a seat has no mark; or it has changed since
        it was read.
    """
    state = desk.state(cohort)
    _require_ready(state, workshop)
    if facilitator not in state.staff(workshop):
        raise Refusal("This is not a facilitator of this cohort.")
    desk.verify_pin(cohort, facilitator, pin)
    with desk.undisturbed():
        present = digest(desk.state(cohort), workshop)
        if read and read != present:
            raise Refusal("The attendance has changed since it was shown.", "Read it again.")
        made = ev.AttendanceConfirmed(workshop, facilitator, present, desk.clock.now())
    desk.record(cohort, [made], wait=True)


def _require_ready(state: CohortState, workshop: int) -> None:
    """:raises Refusal: while the attendance is not ready to be confirmed and returned."""
    if workshop not in state.workshops:
        raise Refusal(f"This cohort has no workshop {workshop}.")
    if state.workshops[workshop].ended_at is None:
        raise Refusal(f"Workshop {workshop} is not closed yet.", "Close the day first.")
    seats = unmarked(state, workshop)
    if seats:
        which = ("Seat " if len(seats) == 1 else "Seats ") + ", ".join(map(str, seats))
        raise Refusal(f"{which}: no attendance is recorded.", "Enter it from paper first.")


def standing(state: CohortState, workshop: int) -> tuple[str, ...]:
    """How confirmations and return of a workshop stand: a sentence for each facilitator, and one
    of the last return, if any was made.
    """
    given = {one.facilitator: one for one in confirmed(state, workshop)}
    lines = [_standing(who, given.get(who)) for who in state.staff(workshop)]
    last = returned(state, workshop)
    if last is not None:
        since = "." if last.stands else "; CHANGED SINCE: confirm, return again, tell who has it."
        lines.append(f"Returned by {last.by} on {last.at:%a %d %b at %H:%M}{since}")
    return tuple(lines)


def _standing(who: str, given: Confirmation | None) -> str:
    if given is None:
        return f"{who} has not confirmed it."
    if given.stands:
        return f"{who} confirmed it on {given.at:%a %d %b at %H:%M}."
    return f"{who} confirmed it at {given.at:%H:%M}; it was changed since: confirm again."


# --- the return -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One participant's line of a return: reference and word, never a reason."""

    ref: str
    word: str


@dataclass(frozen=True, slots=True)
class Return:
    """A workshop's return as it would be written now."""

    cohort: str
    workshop: int
    day: date
    rows: tuple[ReturnRow, ...]
    confirmed: tuple[Confirmation, ...]

    @property
    def to_confirm(self) -> int:
        """How many rows are the manager's to confirm."""
        return sum(row.word == TO_CONFIRM for row in self.rows)


def make_return(desk: Desk, cohort: str, workshop: int) -> Return:
    """What the police are told of a workshop.

    :raises Refusal: if the day is not over, a seat has no mark, or a facilitator has not
        confirmed the attendance as it is now.
    :raises PluginError: if the site's policy is missing or failed.
    """
    state = desk.state(cohort)
    _require_ready(state, workshop)
    wanted = unconfirmed(state, workshop)
    if wanted:
        given = {one.facilitator: one for one in confirmed(state, workshop)}
        said_of = [_standing(who, given.get(who)) for who in wanted]
        raise Refusal(
            " ".join(["No return before both have confirmed.", *said_of]),
            "Each facilitator confirms with an own PIN: private view Attendance.",
        )
    own = rules(desk, cohort)
    number = sorted(state.workshops).index(workshop)
    rows = tuple(
        ReturnRow(state.seats[one.seat], return_word(one.days[number], own))
        for one in pairs(state, own, desk.clock.now())
    )
    day = state.workshops[workshop]
    # By reference, not by seat: nobody is to learn from it whose seat another paper speaks of.
    by_ref = tuple(sorted(rows, key=lambda row: row.ref))
    return Return(cohort, workshop, day.held_on, by_ref, confirmed(state, workshop))


def write_return(
    desk: Desk, cohort: str, workshop: int, out: Path, by: str = ""
) -> tuple[Path, ...]:
    """Write the return as CSV and as plain text, and record that it left; both files or none.

    No file is replaced.

    :param by: who writes it; empty for whose store it is.
    :raises Refusal: as :func:`make_return`.
    :raises CaraError: if the folder cannot be used, or a file is there already.
    """
    from cara_facilitate.notes.files import write_all

    made = make_return(desk, cohort, workshop)
    seen = digest(desk.state(cohort), workshop)
    name = f"{cohort}-{workshop}-attendance"
    documents = {f"{name}.csv": as_csv(made), f"{name}.txt": as_text(desk.state(cohort), made)}
    paths = write_all(out, documents, "return")
    left = ev.AttendanceReturned(workshop, seen, by or desk.owner, desk.clock.now())
    desk.record(cohort, [left], wait=True)
    return paths


def as_csv(made: Return) -> str:
    """The return's rows: reference, date, workshop and word."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("participant_ref", "date", "workshop", "attendance"))
    for row in made.rows:
        table.writerow((row.ref, made.day.isoformat(), made.workshop, row.word))
    return text.getvalue()


def as_text(state: CohortState, made: Return) -> str:
    """The return as a person reads it, with where it comes from and who confirmed it."""
    since = f" as recorded on {said(state.created_at.date())}" if state.created_at else ""
    count = len(made.rows)
    lines = [
        "Attendance return",
        f"Cohort {made.cohort}, workshop {made.workshop}, {said(made.day)}",
        *([PRACTICE] if state.practice else []),
        "",
        *(f"{row.ref}  {row.word}" for row in made.rows),
        "",
        f"Reference list: the {count} references of cohort {made.cohort}{since}.",
        *(
            f"Confirmed by {one.facilitator} on {said(one.at.date())} at {one.at:%H:%M}."
            for one in made.confirmed
        ),
        NO_PROOF,
        *([NOBODYS] if state.workshops[made.workshop].service else []),
        ONLY,
    ]
    return "\n".join(lines) + "\n"


# --- plain data -------------------------------------------------------------------------------


def document(desk: Desk, cohort: str, workshop: int) -> dict[str, Any]:
    """A workshop's attendance as plain data: seats, codes and times; no reference and no reason.

    :raises Refusal: if the cohort has no such workshop.
    :raises PluginError: if the site's policy is missing or failed.
    """
    state = desk.state(cohort)
    day = state.workshops.get(workshop)
    if day is None:
        raise Refusal(f"This cohort has no workshop {workshop}.")
    number = sorted(state.workshops).index(workshop)
    return {
        "cohort": cohort,
        "workshop": workshop,
        "date": day.held_on.isoformat(),
        "service": day.service,
        "started": _clock(day.started_at),
        "ended": _clock(day.ended_at),
        "facilitators": [
            {
                "facilitator": one.facilitator,
                "times": [{"came": _clock(came), "left": _clock(left)} for came, left in one.turns],
            }
            for one in staff_times(state, day)
        ],
        "confirmed": [
            {"facilitator": c.facilitator, "at": c.at.isoformat("T", "minutes"), "stands": c.stands}
            for c in confirmed(state, workshop)
        ],
        "no_proof": NO_PROOF,
        "seats": [_seat(one, one.days[number]) for one in facts(desk, cohort)],
    }


def _seat(pair: SeatPair, day: SeatDay) -> dict[str, Any]:
    return {
        "seat": pair.seat,
        "codes": list(day.codes),
        "marks": [{"code": m.code, "time": _clock(m.at)} for m in day.marks],
        "times": [
            {"came": _clock(t.came.at), "left": _clock(t.left.at) if t.left else ""}
            for t in day.turns
        ],
        "minutes": day.minutes,
        "late": day.late,
        "early": day.early,
        "out": day.out,
        "from_paper": day.paper,
        "pair_complete": pair.complete,
        "missing": list(pair.missing),
        "offered_again": pair.offered_again,
    }


def _clock(at: Any) -> str:
    return f"{at:%H:%M}" if at else ""
