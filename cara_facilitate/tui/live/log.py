"""What was noted today, newest first; any of it can be taken back, and the last put back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.commands import Redo, TakeBack
from cara_facilitate.domain.undoing import takable
from cara_facilitate.services import deliver
from cara_facilitate.tui.live.dialog import Choice
from cara_facilitate.tui.live.letters import LettersDialog
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.words import seats_words
from cara_facilitate.tui.text import paint

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

AROUND = 11
"""Rows of the window that are not entries: frame, head, place, news and keys."""
FEWEST = 5
OPEN = "Newest first. u takes the marked one back, wherever it stands."
CLOSED = "The day is closed: only what was entered from paper can be taken back."
WIDTH = 73


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the events it stands for, when it happened, where, and whether from paper."""

    events: tuple[ev.Recorded, ...]
    at: datetime
    item: str
    paper: bool

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its events."""
        return tuple(record.id for record in self.events)

    @property
    def seats(self) -> tuple[int, ...]:
        """The seats it names, in order."""
        return tuple(sorted({getattr(record.event, "seat", 0) for record in self.events} - {0}))


class LogDialog(LettersDialog):
    """A line an entry, with its seat but not its letter; ``u`` takes back the one marked."""

    TITLE_WORDS: ClassVar[str] = "Noted today"
    SECONDS: ClassVar[float] = 10.0

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self._cursor = 0
        self._news = ""
        self._entries: tuple[Entry, ...] = ()

    def body(self) -> Content:
        """The page with the marked entry, or the question before letters are shown."""
        if self.asking:
            return self.question()
        self._entries = entries(takable(deliver.setting(*self._where)))
        self._cursor = max(0, min(self._cursor, len(self._entries) - 1))
        first = self._cursor // self._rows * self._rows
        page = self._entries[first : first + self._rows]
        head = CLOSED if self.room.day.ended_at is not None else OPEN
        lines = [paint((f"  {head}", "dim"))]
        lines += [self._line(first + place, entry) for place, entry in enumerate(page)]
        if not page:
            lines.append(paint("  Nothing that could be taken back."))
        count = len(self._entries)
        place = f"{first + 1} to {first + len(page)} of {count}" if count > len(page) else ""
        return Content("\n").join([*lines, paint((f"  {place}", "dim")), paint(self._news)])

    def choices(self) -> Sequence[Choice]:
        """Go through the entries, take back, put back, show letters."""
        if self.asking:
            return self.answers()
        return (
            Choice("u,backspace,delete", "Take back", self._take_back,
                   "Take back the marked entry; everything else stands"),
            Choice("U,ctrl+y", "Put back", self._put_back, "Put the last one taken back in again"),
            Choice("down", "Older", partial(self._step, 1)),
            Choice("up", "Newer", partial(self._step, -1)),
            Choice("pagedown,space", "Page", lambda: self._step(self._rows), "A page older"),
            Choice("pageup,b", "", lambda: self._step(-self._rows), "A page newer"),
            self.show_letters(),
            Choice("escape,l", "Close", self.done),
        )  # fmt: skip

    @property
    def _where(self) -> tuple[Desk, str, int]:
        return self.room.desk, self.room.cohort, self.room.workshop

    @property
    def _rows(self) -> int:
        return max(FEWEST, self.app.size.height - AROUND)

    def _line(self, place: int, entry: Entry) -> Content:
        marked = place == self._cursor
        paper = " (paper)" if entry.paper else ""
        words = f"{entry.at:%H:%M}  {entry.item:<6} {self._words(entry)}{paper}"
        text = paint("> " if marked else "  ", words).truncate(WIDTH, ellipsis=True)
        return text.stylize("bold") if marked else text

    def _words(self, entry: Entry, letters: bool | None = None) -> str:
        event = entry.events[0].event
        if isinstance(event, ev.ObservationRecorded):
            code = self._code(event.code) if (self.letters if letters is None else letters) else ""
            return f"seat {event.seat}, {code or 'a code'}"
        if isinstance(event, ev.RatingRecorded):
            return f"seat {event.seat}, a rating by {event.rater}"
        if isinstance(event, ev.ObjectiveEvidenced):
            who = seats_words(sorted(event.seats))
            return f"objective {event.objective}, {who[0].lower()}{who[1:]}"
        return deliver.describe(event, entry.seats)

    def _code(self, key: str) -> str:
        names = {code.key: code.name for code in self.room.curriculum.codes}
        return f"{key} {names[key].lower()}" if key in names else f"code {key}"

    def _step(self, by: int) -> None:
        self._cursor, self._news = self._cursor + by, ""

    def _take_back(self) -> None:
        if not self._entries:
            return
        entry = self._entries[self._cursor]
        if self.attempt(lambda: self.room.do(TakeBack(entry.ids, self.room.now))):
            self._news = f"Taken back: {self._words(entry, letters=False)}. U puts it back."

    def _put_back(self) -> None:
        before = {id_ for entry in self._entries for id_ in entry.ids}
        self._news = ""
        if not self.attempt(lambda: self.room.do(Redo(self.room.now))):
            return
        now = entries(takable(deliver.setting(*self._where)))
        back = [place for place, entry in enumerate(now) if not before.issuperset(entry.ids)]
        if back:
            self._cursor = back[0]
            self._news = f"Put back: {self._words(now[back[0]], letters=False)}."


def entries(records: Iterable[ev.Recorded]) -> tuple[Entry, ...]:
    """The records as lines, in their order; "all others are here" is one line, each code its own.

    One seat keyed by mistake among several can so be taken back alone.
    """
    made: list[list[ev.Recorded]] = []
    for record in records:
        if made and _all_here(made[-1][0].event, record.event):
            made[-1].append(record)
        else:
            made.append([record])
    return tuple(_entry(tuple(group)) for group in made)


def _all_here(first: ev.Event, other: ev.Event) -> bool:
    both = [e for e in (first, other) if isinstance(e, ev.AttendanceRecorded) and e.code == "P"]
    return len(both) == 2 and both[0].at == both[1].at and both[0].source == both[1].source


def _entry(group: tuple[ev.Recorded, ...]) -> Entry:
    event = group[0].event
    at: datetime = event.at  # type: ignore[attr-defined]  # all that can be undone has a time
    seen = event if isinstance(event, ev.ObservationRecorded | ev.ObjectiveEvidenced) else None
    return Entry(group, at, seen.item if seen else "", getattr(event, "source", "") == ev.PAPER)
