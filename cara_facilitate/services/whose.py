"""Whom each class of what is held is about, as far as that may be told, and who opened it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.services.kept import refs_of, state_of

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

SEEN_OPENED = ("register", "placement")
_ALIKE = "of whom there is any is told nowhere"
_WORDS = {
    "feedback": _ALIKE,
    "feedback_index": _ALIKE,
    "casework": "of whom there is a record, the casework alone says",
    "risk": "participants, or the group: about whom, the page of flags alone says",
    "documents": "the cohort, as the text has it",
    "reads": "the staff who opened a view",
    "record": "the whole cohort and its staff",
}

_EVERYBODY = ("feedback", "feedback_index", "casework")


@dataclass(frozen=True, slots=True)
class About:
    """Whom a class is about: by reference, by seat, or in words where neither may be told."""

    refs: tuple[str, ...] = ()
    seats: tuple[int, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reads:
    """How often somebody opened a private view, and when last."""

    view: str
    facilitator: str
    times: int
    last: datetime


def about(desk: Desk, cohort: str, slug: str) -> About:
    """Whom a class of a cohort is about; the same for each cohort where feedback could show."""
    if slug in _EVERYBODY:
        return About(refs=tuple(sorted(refs_of(desk, cohort))), words=_WORDS[slug])
    if slug in _WORDS:
        return About(words=_WORDS[slug])
    if slug in SEEN_OPENED:
        return About(refs=tuple(sorted(named(desk, cohort, slug) & refs_of(desk, cohort))))
    return About(seats=_seats(desk, cohort, slug))


def named(desk: Desk, cohort: str, slug: str) -> frozenset[str]:
    """The references that stand in a class which opens with the store."""
    return frozenset(
        getattr(one.event, "ref", "")
        for one in desk.sealed_records(cohort, slug)
        if retention.kind_of(one.event.TYPE, one.stream.partition("/")[2]) == slug
    )


def reads_of(events: Iterable[ev.Event]) -> tuple[Reads, ...]:
    """Who opened which private view: how often, and when last."""
    opened = [event for event in events if isinstance(event, ev.PrivateViewOpened)]
    times = Counter((event.view, event.facilitator) for event in opened)
    last = {(event.view, event.facilitator): event.at for event in opened}
    return tuple(Reads(*key, times[key], last[key]) for key in sorted(times))


def _seats(desk: Desk, cohort: str, slug: str) -> tuple[int, ...]:
    state = state_of(desk, cohort)
    if state is None:
        return ()
    found: set[int] = set()
    for record in state.log:
        if retention.kind_of(record.event.TYPE, record.stream.partition("/")[2]) == slug:
            found.add(getattr(record.event, "seat", 0))
            found.update(getattr(record.event, "seats", ()))
    return tuple(sorted(found & state.seats.keys()))
