"""One workshop of one cohort as the live screens see it: its state now, and how to act on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast

from textual.app import App

from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.commands import Command
from cara_facilitate.domain.curriculum import Activity, Curriculum, RunItem
from cara_facilitate.domain.engagement import totals
from cara_facilitate.domain.events import Event
from cara_facilitate.domain.objectives import ObjectiveRow, objective_rows
from cara_facilitate.domain.runsheet import RunSheet, run_sheet
from cara_facilitate.errors import CaraError
from cara_facilitate.services import deliver
from cara_facilitate.tui.live.words import left_words, minutes_seconds, seat_word
from cara_facilitate.tui.widgets.seats import SeatRow

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

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


def on_call(desk: Desk, cohort: str) -> str:
    """The site's own line on whom to ring, ready to show; empty if it has none to be had."""
    try:
        settings = desk.host.site_policy(desk.state(cohort).site).settings
    except CaraError:
        return ""  # a flag is taken down whatever became of the site's plugin
    said = str(settings.get("on_call") or "").strip()
    return f"On call here: {said}" if said else ""


@dataclass(frozen=True, slots=True)
class Room:
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
    def on_call(self) -> str:
        """The site's own line on whom to ring, or empty."""
        return on_call(self.desk, self.cohort)

    @property
    def item(self) -> RunItem:
        """The item under way; the first before the day begins, the last once it is closed."""
        day = self.day
        run = self.curriculum.day(self.workshop).run
        last = day.starts[-1].item if day.starts else run[0].id
        return next((item for item in run if item.id == last), run[0])

    @property
    def place(self) -> str:
        """Where the present item stands in the day: ``4/12``."""
        run = self.curriculum.day(self.workshop).run
        return f"{run.index(self.item) + 1}/{len(run)}"

    def activity(self) -> Activity | None:
        """The present item's activity; None in a break."""
        item = self.item
        return None if item.is_break else self.curriculum.activity(item.activity)

    def sheet(self) -> RunSheet:
        """The run sheet as it stands now."""
        return run_sheet(self.curriculum.day(self.workshop), self.day, self.now)

    def objectives(self) -> tuple[ObjectiveRow, ...]:
        """The ten objectives as this workshop leaves them so far."""
        return objective_rows(self.curriculum, self.day)

    def served(self) -> frozenset[str]:
        """Ids of the objectives the present activity serves."""
        activity = self.activity()
        named = set(activity.objectives) if activity else set()
        return frozenset(o.id for o in self.curriculum.objectives if {o.id, o.slug} & named)

    def seat_row(self, keyed: Sequence[int] = ()) -> SeatRow:
        """What the seat strip shows."""
        day, counts = self.day, totals(self.day)
        words = {seat: seat_word(True, day.seat(seat), counts[seat]) for seat in self.seats}
        here = frozenset(seat for seat in self.seats if day.seat(seat).present)
        return SeatRow(words, here, tuple(keyed))

    def do(self, command: Command) -> tuple[Event, ...]:
        """Carry out a command in memory at once; the save follows.

        :raises Refusal: if the state does not allow it.
        """
        return deliver.do(self.desk, self.cohort, self.workshop, command)

    def undo_words(self) -> str:
        """What an undo would take back, or empty."""
        return deliver.undo_words(self.desk, self.cohort, self.workshop)

    def away_seconds(self) -> int | None:
        """Seconds since anything was recorded in a running day; None if it only just began."""
        day = self.day
        if not day.live or day.started_at is None:
            return None
        times = [getattr(record.event, "at", None) for record in reversed(self.state.log)]
        last = next((at for at in times if isinstance(at, datetime)), day.started_at)
        away = max(0, int((self.now - last).total_seconds()))
        return None if last == day.started_at and away < JUST_NOW else away

    def welcome(self) -> str:
        """``Back in W1-05. Away 00:42.`` on coming back to a running day, else empty."""
        away = self.away_seconds()
        return "" if away is None else f"Back in {self.item.id}. Away {minutes_seconds(away)}."

    def curtain_words(self) -> tuple[str, ...]:
        """What the curtain may show of a live day: the item and what is left of it."""
        return (self.item.title, left_words(self.sheet().left)) if self.day.live else ()
