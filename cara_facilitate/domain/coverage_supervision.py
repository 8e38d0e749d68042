"""What a practice supervisor reads beside the counts: themes without seats, and the fact of use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cara_facilitate.domain.feedback_rows import Extract, Level
from cara_facilitate.domain.people import Role
from cara_facilitate.domain.sharing import SharingFacts, seat_level, strictest, usable_themes

Themes = tuple[tuple[str, str], ...]
"""Activities as (slug, title)."""
NOT_ALONE = frozenset((Role.MANAGER, Role.FACILITATOR))
"""Roles whose stores know seats: beside one of them a small count could be put to a person."""


@dataclass(frozen=True, slots=True)
class AgreedUse:
    """How many records hold agreed words, and what is known to have become of the words.

    ``not_held`` counts those for whom workshop two was not held. Of what is left of ``records``
    nothing was told yet, or it is not certain.
    """

    records: int = 0
    said: int = 0
    not_said: int = 0
    not_held: int = 0

    @property
    def told(self) -> int:
        """Of how many records it is known."""
        return self.said + self.not_said + self.not_held


@dataclass(frozen=True, slots=True)
class Supervision:
    """What one cohort's records give to a practice supervisor; no seat, reference or word.

    ``themes`` are None where the curriculum is not known, and so no slug is known to be one.
    """

    themes: Themes | None
    agreed: AgreedUse


def reads_whole(roles: Collection[str], *, seats_known: bool = False) -> bool:
    """Whether somebody with these roles reads whole counts, themes and the fact of use.

    A practice supervisor does. One who is a manager or a facilitator as well does not.

    :param seats_known: whether their store knows, or ever knew, who sits where in the cohort:
        that outlasts the role it came for, and the figures are never whole beside it.
    """
    return Role.SUPERVISOR in roles and not NOT_ALONE & set(roles) and not seats_known


def supervision(
    seats: Iterable[Sequence[Extract]],
    facts: SharingFacts,
    titles: Themes,
    became: Mapping[str, str],
) -> Supervision:
    """What the rows of an extract give, each seat governed by the strictest of its records.

    A theme is told once, in the order of ``titles``, where it may be used on the day. Words count
    as said only where they also held for workshop two: else what was used was something else.

    :param seats: for every seat its rows. :param titles: the activities of workshop two.
    :param became: what the worker was told, by feedback id, of ``handover.OUTCOMES``.
    """
    known = [rows for rows in seats if rows]
    told: set[str] = set()
    for rows in known:
        if seat_level(rows, facts) >= Level.L2:
            told.update(slug for row in rows for slug in usable_themes(row, facts))
    themes = tuple((slug, title) for slug, title in titles if slug in told)
    agreed = [rows for rows in known if strictest(rows) is Level.L3]
    ends = [_end(row, rows, facts, became) for rows in agreed for row in rows]
    used = AgreedUse(len(ends), ends.count("used"), ends.count("not_used"), ends.count("not_held"))
    return Supervision(themes if titles else None, used)


def _end(
    row: Extract, rows: Sequence[Extract], facts: SharingFacts, became: Mapping[str, str]
) -> str:
    end = became.get(row.feedback_id, "")
    if end == "used" and seat_level(rows, facts) is not Level.L3:
        return ""
    return end
