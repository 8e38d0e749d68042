"""The events of one import put together: words, what each allows without them, and the index."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import Extract, Level, Preview
from cara_facilitate.domain.governing import limit_of
from cara_facilitate.services.feedback_standing import carried

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


@dataclass(slots=True)
class New:
    """The events of one import while they are put together, and ids that some must have.

    :ivar known: feedback ids of every record ever taken in.
    """

    import_id: str
    known: frozenset[str]
    events: list[ev.Event] = field(default_factory=list, repr=False)
    ids: dict[int, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)

    def index(self, one: ev.FeedbackIndexed) -> None:
        """Give a record its place in this import."""
        self.events.append(one)
        self.items.append(one.item)


def put_matched(
    desk: Desk, new: New, outcome: Preview, before: Sequence[ev.FeedbackIndexed], *, late: bool
) -> None:
    """Each matched row's words, what it allows without them, and its place in the index.

    :param before: the records that stand. :param late: no new words are taken; a record that
        stands keeps its own, and what the row allows governs it.
    """
    stands = {one.feedback_id: one for one in before}
    for row in outcome.current:
        kept = row.extract
        if kept is None or row.seat is None:
            continue
        _put(desk, new, row.seat, kept, stands.get(kept.feedback_id), late)


def _put(
    desk: Desk, new: New, seat: int, kept: Extract, old: ev.FeedbackIndexed | None, late: bool
) -> None:
    same = old is not None and _same(old) == (kept.version, kept.row_check, kept.ref)
    if old is not None and same and late:
        new.index(carried(old, new.import_id))
        return
    item = old.item if old is not None and (same or late) else opaque()
    row_event = old.row_event if old is not None and late else desk.new_id()
    if not late:
        new.ids[len(new.events)] = row_event
        new.events.append(ev.FeedbackRowStored(new.import_id, item, seat, kept))
    new.events.append(limit_of(new.import_id, item, seat, kept))
    new.index(
        ev.FeedbackIndexed(
            new.import_id,
            row_event,
            item,
            kept.ref,
            seat,
            kept.feedback_id,
            kept.version,
            kept.row_check,
            kept.withdrawn or (kept.level is Level.L0 and kept.feedback_id in new.known),
        )
    )


def _same(old: ev.FeedbackIndexed) -> tuple[int, str, str]:
    return old.version, old.row_check, old.ref


def opaque() -> str:
    """A random id that tells nothing of whose it is."""
    return secrets.token_hex(8)
