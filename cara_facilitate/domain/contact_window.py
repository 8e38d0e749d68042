"""The days and hours at which somebody said they can be reached safely: typed, shown, judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ANY = "any"
"""Typed alone it means every day at any hour; the person was asked, and said so."""
MOST = 7
EXAMPLE = "mon-thu 10:00-12:00 18:00-19:30; sat 9:00-11:00"
NEXT_DAYS = "Put ; before days with hours of their own: mon 10:00-12:00; tue 14:00-16:00."
"""What is wrong where days follow hours: nobody can tell which hours are meant for which days."""
DAY_MINUTES = 24 * 60
_RUN = 3
"""From so many days in a row on, only the first and the last are shown."""
_DAY = r"[a-z]{3,9}"
_DAY_RANGE = re.compile(rf"({_DAY})(?:-({_DAY}))?")
_CLOCK = r"([01]?\d|2[0-4])(?:[:.]([0-5]\d))?"
_HOURS = re.compile(f"{_CLOCK}-{_CLOCK}")
_DASH = re.compile(r"\s*[-\u2010-\u2015]\s*")


@dataclass(frozen=True, slots=True)
class ContactWindow:
    """Days of :data:`DAYS`, in their order, and ranges in minutes of each of those days.

    Both ends of a range belong to it; 1440 is midnight at a day's end.
    """

    days: tuple[str, ...]
    hours: tuple[tuple[int, int], ...]

    def sound(self) -> bool:
        """Whether it has days and hours, each once and in order."""
        known = self.days == tuple(day for day in DAYS if day in self.days)
        ordered = all(0 <= start < end <= DAY_MINUTES for start, end in self.hours)
        return bool(self.days and self.hours) and known and ordered


ALWAYS = ContactWindow(DAYS, ((0, DAY_MINUTES),))
Windows = tuple[ContactWindow, ...]


def parse(text: str) -> Windows | None:
    """Windows as they are typed: days, then ranges of hours, with ``;`` between windows.

    Empty text is no window at all; None is text that says none. Days come before their hours:
    after hours a new window begins, and without a ``;`` nothing is read (:func:`runs_on`).
    """
    cleaned = _cleaned(text)
    if not cleaned:
        return ()
    if cleaned == ANY:
        return (ALWAYS,)
    found = [_window(part) for part in cleaned.split(";") if part.strip()]
    windows = tuple(one for one in found if one is not None)
    return windows if windows and len(windows) == len(found) <= MOST else None


def runs_on(text: str) -> bool:
    """Whether days follow hours within one window, which :func:`parse` refuses."""
    return any(_runs_on(part.replace(",", " ").split()) for part in _cleaned(text).split(";"))


def show(windows: Iterable[ContactWindow]) -> str:
    """Windows as text that :func:`parse` reads back; empty for none."""
    told = tuple(windows)
    if told == (ALWAYS,):
        return ANY
    return "; ".join(f"{_days_text(one.days)} {_hours_text(one.hours)}" for one in told)


def covers(windows: Iterable[ContactWindow], at: datetime) -> bool:
    """Whether a local time lies in one of the windows."""
    day, minute = DAYS[at.weekday()], at.hour * 60 + at.minute
    return any(
        day in one.days and any(start <= minute <= end for start, end in one.hours)
        for one in windows
    )


def outside(agreed: Sequence[tuple[datetime | None, Windows]], at: datetime) -> bool:
    """Whether an attempt was made outside what stood agreed as it was made.

    What was agreed in the very call, or later, judges nothing; nor does a window taken back.

    :param agreed: when (aware) and what, in the order in which it was recorded. :param at: aware.
    """
    stood = [(when, windows) for when, windows in agreed if when is not None and when < at]
    if not stood:
        return False
    newest = max(when for when, _ in stood)
    windows = [one for when, one in stood if when == newest][-1]
    return bool(windows) and not covers(windows, at)


def _cleaned(text: str) -> str:
    # Blanks become one first: a run of them would be gone through from each of its places.
    return _DASH.sub("-", " ".join(text.lower().split()))


def _runs_on(tokens: Sequence[str]) -> bool:
    kinds = [bool(_days(token)) for token in tokens if _days(token) or _range(token)]
    return any(day and not before for before, day in pairwise(kinds))


def _window(text: str) -> ContactWindow | None:
    days: set[str] = set()
    hours: set[tuple[int, int]] = set()
    tokens = text.replace(",", " ").split()
    if _runs_on(tokens):
        return None
    for token in tokens:
        named, ranged = _days(token), _range(token)
        if not named and ranged is None:
            return None
        days.update(named)
        hours.update(() if ranged is None else (ranged,))
    made = ContactWindow(tuple(day for day in DAYS if day in days), tuple(sorted(hours)))
    return made if made.sound() else None


def _days(token: str) -> tuple[str, ...]:
    if token == "daily":
        return DAYS
    found = _DAY_RANGE.fullmatch(token)
    if found is None:
        return ()
    first, last = _day(found[1]), _day(found[2] or found[1])
    if first is None or last is None:
        return ()
    return DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1])


def _day(name: str) -> int | None:
    return next((n for n, full in enumerate(_FULL) if name in (full, full[:3])), None)


def _range(token: str) -> tuple[int, int] | None:
    found = _HOURS.fullmatch(token)
    if found is None:
        return None
    start, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    return (start, end) if start < end <= DAY_MINUTES else None


def _minutes(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0)


def _days_text(days: Sequence[str]) -> str:
    runs: list[list[str]] = []
    for number, day in enumerate(DAYS):
        if day in days:
            follows = runs and number and runs[-1][-1] == DAYS[number - 1]
            runs[-1].append(day) if follows else runs.append([day])
    return " ".join(f"{run[0]}-{run[-1]}" if len(run) >= _RUN else " ".join(run) for run in runs)


def _hours_text(hours: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in hours)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
