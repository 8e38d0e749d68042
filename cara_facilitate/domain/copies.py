"""Extracts that left the worker's store, and which of them hold an earlier version of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from cara_facilitate.domain.casework_events import ExtractBegun, ExtractNotWritten, ExtractWritten
from cara_facilitate.domain.event import Event
from cara_facilitate.domain.people import Part
from cara_facilitate.domain.people_events import HandoverWritten

MOST_NAMED = 2
"""How many copies one sentence names; the report lists all of them."""
STAYS = "The session laptop keeps the words it has until a new extract is taken in there."


@dataclass(frozen=True, slots=True)
class Plain:
    """An extract in a plain file: its rows, by whom, and when (aware).

    :ivar written: else it is only known to have been begun: it may lie there or not.
    """

    rows: int
    by: str
    at: datetime
    written: bool


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """One extract that left: when (aware), and to whom; ``to`` is empty for a plain file.

    :ivar place: in the journal, which says what was before what whatever any clock said.
    :ivar written: else a plain file that was begun and may be there or not.
    """

    place: int
    at: datetime
    to: str = ""
    written: bool = True

    def words(self) -> str:
        """What it is, with the local day and hour."""
        when = f"{self.at.astimezone():%d %b %H:%M}"
        if self.to:
            return f"hand-over of {when} to {self.to}"
        return f"extract of {when}" + ("" if self.written else " (not known to be written)")


@dataclass(frozen=True, slots=True)
class Row:
    """What a record's row said from a place in the journal on, as a digest.

    See :func:`cara_facilitate.domain.extract.content_of`.
    """

    since: int
    content: str


def plain_extracts(events: Iterable[Event]) -> tuple[Plain, ...]:
    """Every extract of one cohort that lies, or may lie, in a plain file; the oldest first."""
    return tuple(one for _, one in _plain(events))


def copies(story: Iterable[Event], cohort: str) -> tuple[Copy, ...]:
    """Every extract of a cohort that left, or may have: in plain or handed over, the oldest first.

    :param story: the store's own events and the cohort's, in the journal's order.
    """
    told = tuple(story)
    handed = [
        Copy(place, event.at, event.to)
        for place, event in enumerate(told)
        if isinstance(event, HandoverWritten)
        and event.cohort == cohort
        and Part.EXTRACT.value in event.parts
    ]
    plain = [Copy(place, one.at, written=one.written) for place, one in _plain(told)]
    return tuple(sorted(plain + handed))


def _plain(events: Iterable[Event]) -> list[tuple[int, Plain]]:
    found: list[tuple[int, Plain]] = []
    begun = False  # the last of them was; earlier versions of the app only noted what was written
    for place, event in enumerate(events):
        match event:
            case ExtractBegun():
                found.append((place, Plain(event.rows, event.by, event.at, written=False)))
                begun = True
            case ExtractWritten() if begun and not found[-1][1].written:
                found[-1] = (found[-1][0], replace(found[-1][1], written=True))
            case ExtractWritten():
                found.append((place, Plain(event.rows, event.by, event.at, written=True)))
                begun = False
            case ExtractNotWritten() if begun:
                found.pop()
                begun = False
            case _:
                pass
    return found


def outdated(
    left: Iterable[Copy], rows: Sequence[Row], first: int, content: str
) -> tuple[Copy, ...]:
    """The copies that hold another row of a record than it has now.

    :param rows: what its row said in the extracts, in their order.
    :param first: where the record was first saved: before that its row held nothing of it.
    :param content: what its row says now.
    """
    if not rows or rows[-1].content == content:
        return ()
    held = [(one, following.since) for one, following in pairwise(rows)]
    return tuple(
        copy
        for copy in left
        if copy.place >= first
        and (
            any(one.since <= copy.place < end and one.content != content for one, end in held)
            or rows[-1].since <= copy.place
        )
    )


def recall_words(out: Iterable[Copy]) -> str:
    """What to do about copies that hold an earlier version; empty if there is none."""
    found = sorted(set(out), reverse=True)
    if not found:
        return ""
    named = [one.words() for one in reversed(found[:MOST_NAMED])]
    said = " and ".join(f"{'an' if words.startswith('e') else 'a'} {words}" for words in named)
    said = said[0].upper() + said[1:]
    more = len(found) - len(named)
    if more:
        said += f", and {more} before (cara privacy report lists them),"
    if len(found) == 1:
        return f"{said} holds the earlier version: ask for it to be deleted, and send a new one."
    return f"{said} hold the earlier version: ask for them to be deleted, and send a new one."
