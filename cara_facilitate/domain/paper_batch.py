"""A batch from paper as a whole: each entry decided after the one before, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.decisions import decide
from cara_facilitate.domain.fold import apply, retracted
from cara_facilitate.domain.paper_lines import Entry, Fault
from cara_facilitate.domain.setting import Setting
from cara_facilitate.domain.undoing import takable
from cara_facilitate.errors import Refusal

_AFTER_THE_END = (cmd.Rate, cmd.RecordStaff, cmd.EndWorkshop)
"""What may be later than the end of the day; a second end is refused by its own rule."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What entries come to: their events with the ids they will have, in order of time.

    :param items: by line, the run item that an observation or objective belongs to.
    :param fault: the first entry that cannot be; then there are no events.
    """

    events: tuple[ev.Event, ...] = ()
    ids: tuple[str, ...] = ()
    items: tuple[tuple[int, str], ...] = ()
    fault: Fault | None = None


def decide_batch(setting: Setting, entries: Sequence[Entry], new_id: Callable[[], str]) -> Batch:
    """Decide every entry in order of time, each against the state after those before it.

    Entries of the same time keep the order in which they were typed.

    :param new_id: gives the ids under which the events are then to be recorded.
    """
    ordered = sorted(entries, key=lambda entry: entry.at)
    found = _no_beginning(setting, ordered)
    if found is not None:
        return Batch(fault=found)
    events: list[ev.Event] = []
    ids: list[str] = []
    items: list[tuple[int, str]] = []
    for entry in ordered:
        for command in entry.commands:
            try:
                made = _decided(setting, command, entry.at)
            except Refusal as refusal:
                return Batch(fault=Fault(entry.line, 0, refusal.sentence()))
            state = setting.state
            for event in made:
                ids.append(new_id())
                state = apply(state, ev.Recorded(ids[-1], "", "", event))
            events.extend(made)
            items.extend((entry.line, item) for item in _items(made))
            setting = replace(setting, state=state)
    return Batch(tuple(events), tuple(ids), tuple(items))


def _no_beginning(setting: Setting, ordered: Sequence[Entry]) -> Fault | None:
    """A day not begun begins with its doors; facilitators may have come before."""
    day = setting.day
    if day.started_at is not None:
        return None
    first = next((e for e in ordered if not isinstance(e.commands[0], cmd.RecordStaff)), None)
    if first is None or isinstance(first.commands[0], cmd.StartWorkshop):
        return None
    words = "the day has not begun; the first line in time must be its open, such as 10:00 open."
    return Fault(first.line, 0, words)


def _decided(setting: Setting, command: cmd.Command, at: datetime) -> tuple[ev.Event, ...]:
    ended = setting.day.ended_at
    if ended is not None and at > ended and not isinstance(command, _AFTER_THE_END):
        raise Refusal(f"The day ended at {ended:%H:%M}.", "Give a time before that.")
    return decide(setting, command)


def _items(events: Iterable[ev.Event]) -> list[str]:
    seen = (ev.ObservationRecorded, ev.ObjectiveEvidenced)
    found = [event.item for event in events if isinstance(event, seen)]
    return found[:1]


def take_batch_back(setting: Setting, ids: Iterable[str], at: datetime) -> tuple[ev.Event, ...]:
    """Undo what a batch recorded. If nothing came after it, its open and its end go as well.

    :param ids: the events of one batch.
    :raises Refusal: if none of it can be taken back.
    """
    dead = retracted(setting.state.log)
    mine = frozenset(ids)
    standing = [r for r in setting.state.log if r.id in mine and r.id not in dead]
    if not _came_after(setting, mine, dead):
        wanted = [record.id for record in standing]
    else:
        open_ids = {record.id for record in takable(setting)}
        wanted = [record.id for record in standing if record.id in open_ids]
    if not wanted:
        raise Refusal("There is nothing of these entries to take back.")
    return tuple(ev.Undone(id_, at) for id_ in wanted)


def _came_after(setting: Setting, mine: frozenset[str], dead: frozenset[str]) -> bool:
    """Whether anything of this workshop that stands was recorded after the batch began."""
    places = [place for place, record in enumerate(setting.state.log) if record.id in mine]
    later = setting.state.log[places[0] :] if places else ()
    return any(
        record.id not in mine
        and record.id not in dead
        and getattr(record.event, "workshop", 0) == setting.workshop
        for record in later
    )
