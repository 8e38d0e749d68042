"""How pairs of dates and refused days are said in few words, to people who want to choose one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cara_facilitate.domain.pairing import Pair, Reason, Refused

DAYS_OF_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAY = "weekday"
"""The kind of a reason that a site's rule gives for every day of the same name in the week."""
MOST_NAMED = 3


def said(day: date) -> str:
    """A day as people say it: ``Sat 5 Dec 2026``."""
    return f"{DAYS_OF_WEEK[day.weekday()][:3]} {day.day} {day:%b %Y}"


def grouped(refused: Iterable[Refused]) -> tuple[tuple[tuple[date, ...], str], ...]:
    """Refused days with equal reasons together: the days, and what is said of them in one line."""
    together: dict[tuple[Reason, ...], list[date]] = {}
    for one in refused:
        by_name = tuple(reason for reason in one.reasons if reason.kind == WEEKDAY)
        together.setdefault(by_name or one.reasons, []).append(one.first)
    return tuple((tuple(days), _group_words(why, days)) for why, days in together.items())


def common_notes(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """The notes that stand beside every one of several pairs, to be said once; else none."""
    if len(pairs) < 2:
        return ()
    return tuple(note for note in pairs[0].notes if all(note in pair.notes for pair in pairs))


def seat_words(seats: Sequence[int]) -> str:
    """Seats in few words: ``seats 1-6, 9``."""
    runs: list[list[int]] = []
    for seat in seats:
        if runs and seat == runs[-1][-1] + 1:
            runs[-1].append(seat)
        else:
            runs.append([seat])
    words = [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"seat{'s' if len(seats) > 1 else ''} {', '.join(words)}"


def _group_words(reasons: Sequence[Reason], days: Sequence[date]) -> str:
    words = "; ".join(reason.words for reason in reasons)
    if reasons[0].kind == WEEKDAY:
        if len(days) == 1:
            return f"{said(days[0])} is {words}."
        for name in DAYS_OF_WEEK:
            words = words.replace(name, f"{name}s")
        return f"{len(days)} days are {words.replace('not a ', 'not ')}."
    if len(days) <= MOST_NAMED:
        return f"{', '.join(map(said, days))}: {words}."
    return f"{len(days)} days between {said(days[0])} and {said(days[-1])}: {words}."
