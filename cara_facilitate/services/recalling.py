"""Which extracts that left a worker's store hold an earlier version of what was just saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.copies import STAYS, Copy, Row, outdated, recall_words
from cara_facilitate.domain.people import Part
from cara_facilitate.services.bootstrap import HOUSE
from cara_facilitate.services.extracting import contents

if TYPE_CHECKING:
    from cara_facilitate.domain.casework import CaseRecord
    from cara_facilitate.services.casework import Casework
    from cara_facilitate.services.desk import Desk


def copies(desk: Desk, cohort: str) -> tuple[Copy, ...]:
    """Every extract of a cohort that left this store, in plain or handed over, the oldest first."""
    plain = [
        Copy(event.at)
        for event in desk.stream_events(f"{cohort}/delivery")
        if isinstance(event, ev.ExtractWritten)
    ]
    handed = [
        Copy(event.at, event.to)
        for event in desk.stream_events(f"{HOUSE}/delivery")
        if isinstance(event, ev.HandoverWritten)
        and event.cohort == cohort
        and Part.EXTRACT.value in event.parts
    ]
    return tuple(sorted(plain + handed))


def recall(desk: Desk, work: Casework, saved: Iterable[CaseRecord]) -> str:
    """What a worker is told of copies that are out, right after corrections or withdrawals.

    :param saved: the versions that were just saved. Empty if none of them changes what left.
    """
    out, now = copies(desk, work.cohort), contents(desk, work)
    later = [record for record in saved if record.version > 1]
    found: set[Copy] = set()
    for record in later:
        mine = [one for one in work.versions if one.record.feedback_id == record.feedback_id]
        if not mine or record.feedback_id not in now:
            continue  # the casework was closed meanwhile
        rows = [
            Row(one.at, one.content)
            for one in work.extracted
            if one.feedback_id == record.feedback_id
        ]
        found.update(outdated(out, rows, mine[0].at, now[record.feedback_id]))
    sentences = [STAYS] if any(record.withdrawn for record in later) else []
    return " ".join([*sentences, *filter(None, (recall_words(found),))])
