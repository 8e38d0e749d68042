"""What was kept on paper, entered afterwards: read, check as a whole, record in one commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone, tzinfo
from itertools import count
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.paper_batch import Batch, decide_batch, take_batch_back
from cara_facilitate.domain.paper_lines import Entry, Fault, Known, read
from cara_facilitate.domain.paper_words import words
from cara_facilitate.errors import Refusal
from cara_facilitate.services import deliver, placement
from cara_facilitate.services.zone import zoned

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

NOTHING = "Nothing is written that could be recorded."
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text would come to.

    :param lines: by line number, ``11:02 seat 4, code m, in W1-05``; only of lines that are read.
    :param faults: what stands in the way, by line; empty if all of it may be recorded.
    :param entries: how many entries of the record it makes: a mark for each seat.
    :param first, last: the times it spans, None for an empty text.
    """

    lines: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...]
    entries: int
    first: datetime | None = None
    last: datetime | None = None

    @property
    def ready(self) -> bool:
        """Whether there is something, and all of it may be recorded."""
        return self.entries > 0 and not self.faults


def known(desk: Desk, cohort: str, workshop: int) -> Known:
    """What the lines of this workshop may speak of now.

    :raises Refusal: if the store has no such cohort or workshop.
    """
    state = desk.state(cohort)
    day = deliver.setting(desk, cohort, workshop).day
    curriculum = desk.curriculum(cohort, workshop)
    now = desk.clock.now()
    return Known(
        seats=frozenset(state.seats),
        codes=frozenset(code.key for code in curriculum.codes),
        objectives=tuple(objective.id for objective in curriculum.objectives),
        items=tuple(item.id for item in curriculum.day(workshop).run),
        facilitators=state.facilitators,
        day=day.held_on,
        zone=_zone(day, now),
        now=now,
        opened=day.started_at,
    )


def _zone(day: WorkshopState, now: datetime) -> tzinfo:
    """The offset of the day's own clock: as recorded, else as the clocks had it that noon."""
    if day.started_at is not None and day.started_at.tzinfo is not None:
        return day.started_at.tzinfo
    noon = datetime.combine(day.date, _NOON, zoned(now).tzinfo)
    return timezone(noon.utcoffset() or timedelta(0))


def check(desk: Desk, cohort: str, workshop: int, text: str) -> Checked:
    """What this text would come to; nothing is recorded or kept."""
    entries, faults = read(text, known(desk, cohort, workshop))
    if faults or not entries:
        return _checked(entries, Batch(), faults)
    numbers = count(1)
    setting = deliver.setting(desk, cohort, workshop)
    batch = decide_batch(setting, entries, lambda: f"preview-{next(numbers)}")
    return _checked(entries, batch, (batch.fault,) if batch.fault else ())


def _checked(entries: tuple[Entry, ...], batch: Batch, faults: tuple[Fault, ...]) -> Checked:
    items = dict(batch.items)
    lines = []
    for entry in entries:
        where = f", in {items[entry.line]}" if entry.line in items else ""
        shape = "%H:%M:%S" if entry.at.second else "%H:%M"
        lines.append((entry.line, f"{entry.at:{shape}} {words(entry)}{where}"))
    times = sorted(entry.at for entry in entries)
    first, last = (times[0], times[-1]) if times else (None, None)
    return Checked(tuple(lines), faults, len(batch.events), first, last)


def record(desk: Desk, cohort: str, workshop: int, text: str) -> tuple[str, ...]:
    """Record every line of a text in one commit, each with its own time, marked from paper.

    The state is new when this returns, the save follows, as with a key of the live day.

    :return: the ids of what was recorded, for :func:`take_back`.
    :raises Refusal: naming the first line that is wrong, or if the site's rules stop a day that
        would go on from here; nothing of the text is recorded then.
    """
    with desk.undisturbed():  # decided against the state that it is recorded onto
        entries, faults = read(text, known(desk, cohort, workshop))
        if faults:
            raise Refusal(faults[0].sentence())
        if not entries:
            raise Refusal(NOTHING)
        batch = decide_batch(deliver.setting(desk, cohort, workshop), entries, desk.new_id)
        if batch.fault is not None:
            raise Refusal(batch.fault.sentence())
        if _goes_on(batch):
            placement.require(desk, cohort)
        desk.record(cohort, batch.events, ids=dict(enumerate(batch.ids)))
    return batch.ids


def _goes_on(batch: Batch) -> bool:
    """Whether a batch opens a day and leaves it under way: one that is over is only recorded."""
    kinds = {type(event) for event in batch.events}
    return ev.WorkshopStarted in kinds and ev.WorkshopEnded not in kinds


def take_back(desk: Desk, cohort: str, workshop: int, ids: Iterable[str]) -> tuple[int, int]:
    """Undo what a batch recorded; its open and its end too, if nothing came after it.

    :return: how many entries were taken back, and how many of them had to stay.
    :raises Refusal: if none of it can be.
    """
    wanted = tuple(ids)
    with desk.undisturbed():
        setting = deliver.setting(desk, cohort, workshop)
        undone = take_batch_back(setting, wanted, desk.clock.now())
        desk.record(cohort, undone)
    return len(undone), len(wanted) - len(undone)
