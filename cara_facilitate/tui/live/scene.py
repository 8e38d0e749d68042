"""One workshop as the live face draws it, wherever its state comes from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.domain.curriculum import Activity, Curriculum, Day, RunItem
from cara_facilitate.domain.engagement import totals
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.objectives import ObjectiveRow, objective_rows
from cara_facilitate.domain.runsheet import RunSheet, ordered, run_sheet
from cara_facilitate.tui.live.words import seat_word
from cara_facilitate.tui.widgets.seats import SeatRow


class Scene(ABC):
    """What is drawn; everything is read fresh, so it never goes stale."""

    @property
    @abstractmethod
    def heading(self) -> tuple[str, str]:
        """The first line: its bold beginning, and the rest."""

    @property
    @abstractmethod
    def curriculum(self) -> Curriculum:
        """The wording delivered."""

    @property
    @abstractmethod
    def plan(self) -> Day:
        """The day as planned."""

    @property
    @abstractmethod
    def day(self) -> WorkshopState:
        """The workshop as it stands."""

    @property
    @abstractmethod
    def now(self) -> datetime:
        """Aware local time."""

    @property
    @abstractmethod
    def seats(self) -> tuple[int, ...]:
        """The seats taken, in order."""

    @property
    @abstractmethod
    def practice(self) -> bool:
        """Whether the banner must say that nothing here is about anybody."""

    @property
    @abstractmethod
    def flagged(self) -> bool:
        """Whether a safeguarding flag is open."""

    @abstractmethod
    def uptime(self) -> float:
        """Seconds that only grow, for messages that go away by themselves."""

    @property
    def moment(self) -> Moment:
        """Now, by both clocks; here by the wall clock alone."""
        return Moment(self.now)

    @property
    def run(self) -> tuple[RunItem, ...]:
        """The day's items in the order they are to run."""
        return ordered(self.plan, self.day)

    @property
    def item(self) -> RunItem:
        """The item under way; the first before the day begins, the last once it is closed."""
        day = self.day
        run = self.run
        last = day.starts[-1].item if day.starts else run[0].id
        return next((item for item in run if item.id == last), run[0])

    @property
    def place(self) -> str:
        """Where the present item stands in the day: ``4/12``."""
        run = self.run
        return f"{run.index(self.item) + 1}/{len(run)}"

    def activity(self) -> Activity | None:
        """The present item's activity; None in a break."""
        return self._activity_of(self.item)

    def coming(self) -> tuple[RunItem, Activity | None] | None:
        """What the running order has after the present item; None at its end."""
        following = self.sheet().following
        return (following.item, self._activity_of(following.item)) if following else None

    def _activity_of(self, item: RunItem) -> Activity | None:
        return None if item.is_break else self.curriculum.activity(item.activity)

    def sheet(self) -> RunSheet:
        """The run sheet as it stands now."""
        return run_sheet(self.plan, self.day, self.moment)

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
