"""The facts of a pair of workshops, seat by seat, from what was recorded; never an outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from cara_facilitate.domain.attendance import CODES, IN_ROOM, Mark, SeatAttendance, Turn
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.pair_words import said
from cara_facilitate.domain.rules import CAUTION_DAYS, PAIR_GAP

OFFERED_AGAIN = "the pair is offered again"
TO_CONFIRM = "to be confirmed by the manager"
ATTENDED, DID_NOT, NOT_HELD = "attended", "did not attend", "not held"
RETURN_WORDS: Mapping[str, str] = {
    "P": ATTENDED,
    "LA": ATTENDED,
    "LR": DID_NOT,
    "AN": DID_NOT,
    "AR": DID_NOT,
    "EL": TO_CONFIRM,
    "RM": TO_CONFIRM,
    "TR": TO_CONFIRM,
    "NR": NOT_HELD,
    "SS": NOT_HELD,
}
"""What a police return says for a code where the site says nothing else."""
_FIXED = frozenset({"NR", "SS"})
"""What the service failed to hold is nobody's absence, whatever a site's words are."""
_NUMBERS = {1: "one", 2: "two"}


@dataclass(frozen=True, slots=True)
class SiteRules:
    """A site's rules of attendance; the strictest where it says nothing.

    ``late_minutes`` after the start somebody late is still admitted (if ``allow_late``);
    ``early_minutes`` before the end somebody may leave and the pair still counts.
    """

    allow_late: bool = False
    late_minutes: int = 0
    early_minutes: int = 0
    words: Mapping[str, str] = field(default_factory=lambda: RETURN_WORDS)

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> SiteRules:
        """The rules in a site's settings; what is no such value counts as not said."""
        given = settings.get("return_words")
        own = {
            code: word if word in (ATTENDED, DID_NOT) else TO_CONFIRM
            for code, word in (given.items() if isinstance(given, Mapping) else ())
            if code in CODES and code not in _FIXED
        }
        return cls(
            settings.get("allow_late") is True,
            _minutes(settings.get("late_minutes")),
            _minutes(settings.get("early_minutes")),
            {**RETURN_WORDS, **own},
        )


def _minutes(value: object) -> int:
    return value if type(value) is int and value > 0 else 0


@dataclass(frozen=True, slots=True)
class SeatDay:
    """One seat in one workshop: codes and times as recorded, and lengths in whole minutes.

    ``codes`` are those that stand: the service's own code alone where it did not hold or stopped
    the day, else the seat's. ``turns`` keep every time in the room, a last one that nobody ended
    with ``left`` None. ``late`` counts from the start as planned or put off, ``early`` back from
    the day's real end, ``out`` between two turns. ``removed_before`` says that the person was
    removed and came back, ``contradicted`` that marks or their times cannot all be true.
    ``decided`` is whether the day is over and says something of the seat; ``missing`` is what of
    this day a pair lacks, in plain words.
    """

    workshop: int
    codes: tuple[str, ...]
    turns: tuple[Turn, ...]
    marks: tuple[Mark, ...]
    minutes: int
    late: int
    early: int
    out: int
    removed_before: bool
    contradicted: bool
    decided: bool
    missing: str

    @property
    def paper(self) -> bool:
        """Whether any of it was entered from paper."""
        return any(mark.source for mark in self.marks)

    @property
    def service(self) -> bool:
        """Whether the service did not hold the day, or stopped it."""
        return self.codes[:1] in (("NR",), ("SS",))


@dataclass(frozen=True, slots=True)
class SeatPair:
    """One seat over both workshops.

    ``complete`` is None while it is not decided: a workshop is still to come or under way, or
    nothing was recorded of the seat. ``offered_again`` is true where the service did not hold a
    workshop or stopped it.
    """

    seat: int
    days: tuple[SeatDay, ...]
    complete: bool | None
    missing: tuple[str, ...]
    offered_again: bool


def pairs(state: CohortState, rules: SiteRules, now: datetime) -> tuple[SeatPair, ...]:
    """Every seat's pair, in order of seats.

    :param now: aware local time, to which a day under way is counted.
    """
    days = [day for _, day in sorted(state.workshops.items())]
    return tuple(_pair(seat, days, rules, now) for seat in sorted(state.seats))


def _pair(seat: int, days: list[WorkshopState], rules: SiteRules, now: datetime) -> SeatPair:
    facts = tuple(seat_day(day, seat, rules, now) for day in days)
    missing = tuple(f"{_name(f)}: {f.missing}" for f in facts if f.missing)
    complete: bool | None = None
    if any(f.decided and f.missing for f in facts):
        complete = False
    elif all(f.decided for f in facts):
        complete = True
    again = any(f.service for f in facts)
    return SeatPair(seat, facts, complete, missing, again)


def _name(day: SeatDay) -> str:
    return f"workshop {_NUMBERS.get(day.workshop, str(day.workshop))}"


def seat_day(day: WorkshopState, seat: int, rules: SiteRules, now: datetime) -> SeatDay:
    """One seat in one workshop."""
    own = day.seat(seat)
    end = day.ended_at or now
    turns = () if day.not_held else own.turns
    spans = _spans(turns, day.started_at, end)
    last = turns[-1].left if turns else None
    early = _whole(day.ended_at - last.at) if last and day.ended_at else 0
    return SeatDay(
        day.number,
        (day.service,) if day.service else own.codes,
        turns,
        () if day.not_held else own.marks,
        _whole(sum((until - since for since, until in spans), timedelta())),
        _late(day, turns, own.arrival),
        early,
        _whole(_out(spans)),
        _removed_before(own),
        own.overruled is not None or _backwards(turns),
        day.ended_at is not None and (bool(own.codes) or bool(day.service)),
        _missing(day, own, rules, early, _whole(_out(spans))),
    )


def _spans(
    turns: tuple[Turn, ...], began: datetime | None, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Times in the room, inside the day, in order and none twice."""
    spans: list[tuple[datetime, datetime]] = []
    own = ((turn.came.at, turn.left.at if turn.left else end) for turn in turns)
    for came, left in sorted(own):
        since, until = max(came, began or came), min(left, end)
        if spans:
            since = max(since, spans[-1][1])
        if until > since:
            spans.append((since, until))
    return spans


def _out(spans: list[tuple[datetime, datetime]]) -> timedelta:
    return sum((back[0] - gone[1] for gone, back in pairwise(spans)), timedelta())


def _backwards(turns: tuple[Turn, ...]) -> bool:
    """Whether somebody came back before leaving, or left before coming, by their times."""
    left = (turn.left is not None and turn.left.at < turn.came.at for turn in turns)
    back = (gone.left and back.came.at < gone.left.at for gone, back in pairwise(turns))
    return any(left) or any(back)


def _removed_before(own: SeatAttendance) -> bool:
    removed = [mark for mark in own.marks if mark.code == "RM"]
    return any(mark is not own.departure for mark in removed)


def planned_start(day: WorkshopState) -> datetime | None:
    """When the doors were to open: as planned, or as put off; None before anything says the zone.

    In the zone of the day's own times.
    """
    until = day.delays[-1].until if day.delays else day.start
    times = [*(one.at for one in day.delays), day.started_at, day.ended_at]
    zone = next((at.tzinfo for at in times if at is not None), None)
    hour, _, minute = until.partition(":")
    if zone is None or not (hour.isdigit() and minute.isdigit()):
        return None
    began = day.held_on
    return datetime(began.year, began.month, began.day, int(hour), int(minute), tzinfo=zone)


def late_limit(day: WorkshopState, rules: SiteRules) -> datetime | None:
    """The last moment at which the site's rule admits somebody late; None before the day began."""
    start = planned_start(day)
    if start is None:
        return None
    return start + timedelta(minutes=rules.late_minutes if rules.allow_late else 0)


def _late(day: WorkshopState, turns: tuple[Turn, ...], arrival: Mark | None) -> int:
    first = turns[0].came if turns else arrival
    start = planned_start(day)
    if first is None or start is None or first.code not in ("LA", "LR"):
        return 0
    return _whole(first.at - start)


def _missing(
    day: WorkshopState, own: SeatAttendance, rules: SiteRules, early: int, out: int
) -> str:
    """What of this day a pair lacks, or empty: also while there is nothing to say yet."""
    if day.not_held:
        return f"not held by the service, {OFFERED_AGAIN}"
    if day.stopped:
        return f"stopped by the service at {day.stopped.at:%H:%M}, {OFFERED_AGAIN}"
    if own.arrival is None:
        return "nothing recorded" if day.ended_at else ""
    if own.arrival.code not in IN_ROOM:
        said = _away(own.arrival)
        was = own.overruled
        return f"{said}, but {CODES[was.code]} was recorded before" if was else said
    removed = next((mark for mark in own.marks if mark.code == "RM"), None)
    if removed is not None:
        back = "" if removed is own.departure else ", came back"
        return f"removed at {removed.at:%H:%M}{back}"
    if _backwards(own.turns):
        return "times of coming and leaving contradict each other"
    if own.departure is not None and day.ended_at and early > rules.early_minutes:
        return f"left at {own.departure.at:%H:%M}, {early} min before the end"
    if out > rules.early_minutes:
        left = next(turn.left for turn in own.turns if turn.left)
        return f"out of the room for {out} min, from {left.at:%H:%M}"
    first = own.turns[0].came
    limit = late_limit(day, rules)
    # To the minute, as it is shown: 10:30:40 is 10:30 to whoever reads it.
    if first.code == "LA" and limit and first.at.replace(second=0, microsecond=0) > limit:
        return f"late, admitted at {first.at:%H:%M}, after the site's limit of {limit:%H:%M}"
    return ""


def _away(mark: Mark) -> str:
    if mark.code == "LR":
        return f"late, refused at {mark.at:%H:%M}"
    return CODES[mark.code]


def _whole(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class Dates:
    """What the calendar leaves one seat, and nothing else: dates, and the same in plain words.

    ``deadline`` ends the sixteen weeks; ``last_first`` is the last day a repeat workshop one
    could be held on; ``first`` and ``second`` are the earliest repeat pair, None if none fits.
    """

    deadline: date | None
    last_first: date | None
    first: date | None
    second: date | None
    words: tuple[str, ...]


def repeat_dates(
    caution: date | None, today: date, weekdays: Collection[int] = range(7), *, longer: bool = False
) -> Dates:
    """The sixteen-week date and whether two days 28 apart from tomorrow on still lie before it.

    :param weekdays: days of the week (Monday 0) on which the site's rules let workshops be.
    :param longer: the police have recorded a longer time, whose end this store does not know.
    """
    if caution is None:
        return Dates(
            None, None, None, None, ("The caution date is not recorded: no date counted.",)
        )
    deadline = caution + CAUTION_DAYS
    words = [f"Sixteen weeks from the caution end on {said(deadline)}."]
    if longer:
        words.append("The police have recorded a longer time: the manager knows its date.")
    latest = deadline - PAIR_GAP
    last = next((d for d in _back(latest) if d.weekday() in weekdays), None)
    first = next((d for d in _on(today) if d.weekday() in weekdays), None)
    if first is None or last is None or first > last:
        words.append(f"No repeat pair fits before {said(deadline)}: ask the manager.")
        return Dates(deadline, last, None, None, tuple(words))
    second = first + PAIR_GAP
    words.append(
        f"A repeat pair is two days, 28 days apart; by date {_days(first, second)} or later."
    )
    words.append(f"Workshop one of a repeat pair is on {said(last)} at the latest.")
    return Dates(deadline, last, first, second, tuple(words))


def _on(today: date) -> Iterator[date]:
    return (today + timedelta(days=n) for n in range(1, 8))


def _back(latest: date) -> Iterator[date]:
    return (latest - timedelta(days=n) for n in range(7))


def _days(first: date, second: date) -> str:
    return f"{said(first)} and {said(second)}"
