"""One workshop of one cohort as the live screens see it: its state now, and how to act on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast

from textual.app import App

from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.commands import Command
from cara_facilitate.domain.curriculum import Curriculum, Day
from cara_facilitate.domain.events import Event
from cara_facilitate.domain.leading import lead
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.oncall import OnCallCard
from cara_facilitate.services import deliver, oncall
from cara_facilitate.services.awake import last_awake
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.live.words import left_words, minutes_seconds

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

RECENT = 50
"""Entries looked at for when anything was last recorded."""
JUST_NOW = 5
"""Seconds within which opening the screen after the day's start is not a return to it."""


class HasDesk(Protocol):
    """What the live screens ask of the app."""

    @property
    def desk(self) -> Desk:
        """The unlocked store."""


def desk_of(app: App[object]) -> Desk:
    """The app's open store."""
    return cast(HasDesk, app).desk


@dataclass(frozen=True)
class Room(Scene):
    """A workshop being delivered; everything is read fresh, so it never goes stale."""

    desk: Desk
    cohort: str
    workshop: int

    @property
    def state(self) -> CohortState:
        """The cohort as it stands."""
        return self.desk.state(self.cohort)

    @property
    def day(self) -> WorkshopState:
        """The workshop as it stands."""
        return self.state.workshops[self.workshop]

    @property
    def curriculum(self) -> Curriculum:
        """The wording delivered."""
        return self.desk.curriculum(self.cohort, self.workshop)

    @property
    def seats(self) -> tuple[int, ...]:
        """The seats taken in this cohort, in order."""
        return tuple(sorted(self.state.seats))

    @property
    def now(self) -> datetime:
        """Aware local time."""
        return self.desk.clock.now()

    @property
    def moment(self) -> Moment:
        """Now, by the wall clock and by the one that never goes back."""
        return Moment(self.now, self.desk.clock.steady())

    @property
    def on_call(self) -> OnCallCard:
        """The site's card of whom to ring; there always is one."""
        return oncall.card(self.desk, self.cohort)

    @property
    def heading(self) -> tuple[str, str]:
        """``Workshop 1, WY26A  F-LEAD1 leads``."""
        who = lead(self.state, self.day)
        return f"Workshop {self.workshop}", f", {self.cohort}" + (f"  {who} leads" if who else "")

    @property
    def plan(self) -> Day:
        """The day as planned."""
        return self.curriculum.day(self.workshop)

    @property
    def practice(self) -> bool:
        """Whether this is a practice store."""
        return self.desk.practice

    @property
    def flagged(self) -> bool:
        """Whether a safeguarding flag is open, of this or any other cohort of the store."""
        return any(state.open_flags for state in self.desk.cohorts())

    def uptime(self) -> float:
        """Seconds since the machine started, sleep counted."""
        return self.desk.clock.boottime()

    def do(self, command: Command) -> tuple[Event, ...]:
        """Carry out a command in memory at once; the save follows.

        :raises Refusal: if the state does not allow it.
        """
        return deliver.do(self.desk, self.cohort, self.workshop, command)

    def take_back_last(self, *kinds: type[Event]) -> str:
        """Take back the last entry of these kinds, and say what it was.

        :raises Refusal: if there is none.
        """
        return deliver.take_back_last(self.desk, self.cohort, self.workshop, kinds)

    def undo_words(self) -> str:
        """What an undo would take back, or empty."""
        return deliver.undo_words(self.desk, self.cohort, self.workshop)

    def away_seconds(self) -> int | None:
        """Seconds since a running day was last on a screen or recorded; None if it just began."""
        day = self.day
        if not day.live or day.started_at is None:
            return None
        # A time typed for what happened earlier is not when somebody was last at the laptop.
        times = [getattr(record.event, "at", None) for record in self.state.log[-RECENT:]]
        last = max((at for at in times if isinstance(at, datetime)), default=day.started_at)
        if (seen := last_awake(self.desk.folder)) is not None:
            last = max(last, seen)
        away = max(0, int((self.now - last).total_seconds()))
        return None if last == day.started_at and away < JUST_NOW else away

    def welcome(self) -> str:
        """``Back in W1-05. Away 00:42.`` on coming back to a running day, else empty."""
        away = self.away_seconds()
        if away is None:
            return ""
        where = self.item.title if self.item.is_break else self.item.id
        return f"Back in {where}. Away {minutes_seconds(away)}."

    def curtain_words(self) -> tuple[str, ...]:
        """What the curtain may show of a live day: the item and what is left of it."""
        return (self.item.title, left_words(self.sheet().left)) if self.day.live else ()
