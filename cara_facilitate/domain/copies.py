"""Extracts that left the worker's store, and which of them hold an earlier version of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

MOST_NAMED = 2
"""How many copies one sentence names; the report lists all of them."""
STAYS = "The session laptop keeps the words it has until a new extract is taken in there."


@dataclass(frozen=True, slots=True, order=True)
class Copy:
    """One extract that left: when (aware), and to whom; ``to`` is empty for a plain file."""

    at: datetime
    to: str = ""

    def words(self) -> str:
        """What it is, with the local day and hour."""
        when = f"{self.at.astimezone():%d %b %H:%M}"
        return f"hand-over of {when} to {self.to}" if self.to else f"extract of {when}"


@dataclass(frozen=True, slots=True)
class Row:
    """What a record's row said from a time on, as a digest; see ``extract.content_of``."""

    since: datetime
    content: str


def outdated(
    copies: Iterable[Copy], rows: Sequence[Row], first: datetime, content: str
) -> tuple[Copy, ...]:
    """The copies that hold another row of a record than it has now.

    Where two rows share a moment, a copy of that moment counts as holding both.

    :param rows: what its row said in the extracts, in their order.
    :param first: when the record was first saved: before that its row held nothing of it.
    :param content: what its row says now.
    """
    if not rows or rows[-1].content == content:
        return ()
    held = [(one, following.since) for one, following in pairwise(rows)]
    return tuple(
        copy
        for copy in copies
        if copy.at >= first
        and (
            any(one.since <= copy.at <= end and one.content != content for one, end in held)
            or rows[-1].since <= copy.at
        )
    )


def recall_words(copies: Iterable[Copy]) -> str:
    """What to do about copies that hold an earlier version; empty if there is none."""
    found = sorted(set(copies), reverse=True)
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
