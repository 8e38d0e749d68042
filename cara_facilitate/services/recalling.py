"""Which extracts that left a worker's store hold an earlier version of what was just saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.copies import STAYS, Copy, Row, copies, outdated, recall_words
from cara_facilitate.services.extracting import contents

if TYPE_CHECKING:
    from cara_facilitate.domain.casework import CaseRecord
    from cara_facilitate.services.casework import Casework
    from cara_facilitate.services.desk import Desk


def recall(desk: Desk, work: Casework, saved: Iterable[CaseRecord]) -> str:
    """What a worker is told of copies that are out, right after corrections or withdrawals.

    :param saved: the versions that were just saved. Empty if none of them changes what left.
    """
    story, now = work.in_order(desk), contents(desk, work)
    out = copies(story, work.cohort)
    later = [record for record in saved if record.version > 1]
    found: set[Copy] = set()
    for record in later:
        first, rows = _told_of(record.feedback_id, story)
        if first is not None and record.feedback_id in now:  # else it was closed meanwhile
            found.update(outdated(out, rows, first, now[record.feedback_id]))
    sentences = [STAYS] if any(record.withdrawn for record in later) else []
    return " ".join([*sentences, *filter(None, (recall_words(found),))])


def _told_of(feedback_id: str, story: Sequence[ev.Event]) -> tuple[int | None, list[Row]]:
    """Where a record was first saved, and what its row said from where on."""
    first, rows = None, list[Row]()
    for place, event in enumerate(story):
        if isinstance(event, ev.CaseRecorded) and event.record.feedback_id == feedback_id:
            first = place if first is None else first
        elif isinstance(event, ev.CaseExtracted) and event.feedback_id == feedback_id:
            rows.append(Row(place, event.content))
    return first, rows
