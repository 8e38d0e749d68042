"""How far contacts came in a cohort: counts for supervision, nothing about any one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from cara_facilitate.domain.casework import HEARD, CaseRecord
from cara_facilitate.domain.casework_rules import spoken_between
from cara_facilitate.domain.feedback_rows import Level


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of a cohort's references, each by the furthest that any of its records came.

    ``rostered`` is the sum of ``heard``, ``declined``, ``unsafe``, ``unreachable``,
    ``not_attempted`` (with a reason) and ``never_contacted``. ``attempted`` counts references
    with an attempt between the workshops, ``spoken`` those where somebody was spoken to then.
    ``L0`` to ``L3`` count the records, withdrawn ones as L0.
    """

    rostered: int
    attempted: int
    spoken: int
    heard: int
    declined: int
    unsafe: int
    unreachable: int
    not_attempted: int
    never_contacted: int
    L0: int
    L1: int
    L2: int
    L3: int

    def counts(self) -> dict[str, int]:
        """Every count by its name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


_FURTHEST = ("heard", "declined", "unsafe", "unreachable", "not_attempted")


def coverage(refs: Sequence[str], records: Sequence[CaseRecord], w1: date, w2: date) -> Coverage:
    """The counts of one cohort.

    :param refs: the roster's references. :param records: the newest version of each record.
    """
    groups = [[record for record in records if record.ref == ref] for ref in refs]
    came = [_came(group) for group in groups]
    levels = [record.level for group in groups for record in group]
    return Coverage(
        rostered=len(groups),
        attempted=sum(any(_tried(record, w1, w2) for record in group) for group in groups),
        spoken=sum(any(spoken_between(record, w1, w2) for record in group) for group in groups),
        heard=came.count("heard"),
        declined=came.count("declined"),
        unsafe=came.count("unsafe"),
        unreachable=came.count("unreachable"),
        not_attempted=came.count("not_attempted"),
        never_contacted=came.count("never_contacted"),
        L0=levels.count(Level.L0),
        L1=levels.count(Level.L1),
        L2=levels.count(Level.L2),
        L3=levels.count(Level.L3),
    )


def _came(records: Sequence[CaseRecord]) -> str:
    outcomes = {"heard" if one.outcome in HEARD else one.outcome for one in records}
    return next((outcome for outcome in _FURTHEST if outcome in outcomes), "never_contacted")


def _tried(record: CaseRecord, w1: date, w2: date) -> bool:
    return any(w1 < attempt.at.date() < w2 for attempt in record.attempts)
