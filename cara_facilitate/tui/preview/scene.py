"""An activity as if it were under way in its own day, with nobody in the room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cara_facilitate.domain.cohort import ItemStart, WorkshopState
from cara_facilitate.domain.curriculum import Curriculum, Day, RunItem
from cara_facilitate.tui.live.scene import Scene

FULL = tuple(range(1, 13))


@dataclass(frozen=True)
class PreviewScene(Scene):
    """Shows one activity of one resolved variant at the time it is planned for.

    :param number: its run number. :param today: any day: only its clock is shown.
    """

    wording: Curriculum
    number: str
    workshop: int
    today: date
    ticks: Callable[[], float]

    @property
    def heading(self) -> tuple[str, str]:
        """``PREVIEW familial-female``."""
        return "PREVIEW", f" {self.wording.variant}"

    @property
    def curriculum(self) -> Curriculum:
        """The variant shown."""
        return self.wording

    @property
    def plan(self) -> Day:
        """The day the activity stands in."""
        return planned_day(self.wording, self.number)

    @property
    def day(self) -> WorkshopState:
        """Everything before it done to the minute, and this one just begun."""
        plan = self.plan
        at = start = datetime.combine(
            self.today, datetime.strptime(plan.start, "%H:%M").time()
        ).astimezone()
        starts = []
        for item in plan.run:
            starts.append(ItemStart("", item.id, at))
            if item.id == self.number:
                break
            at += timedelta(minutes=item.minutes)
        return WorkshopState(
            self.workshop, self.today, plan.start, started_at=start, starts=tuple(starts)
        )

    @property
    def now(self) -> datetime:
        """The moment the activity is planned to begin."""
        return self.day.starts[-1].at

    @property
    def seats(self) -> tuple[int, ...]:
        """A full group, so that the strip takes its full width."""
        return FULL

    @property
    def practice(self) -> bool:
        """Never: nobody is in this room."""
        return False

    @property
    def flagged(self) -> bool:
        """Never."""
        return False

    def uptime(self) -> float:
        """Seconds that only grow."""
        return self.ticks()


def planned_day(curriculum: Curriculum, number: str) -> Day:
    """The day in which this run number stands; an optional activity is a day of its own."""
    for day in curriculum.days:
        if any(item.id == number for item in day.run):
            return day
    day = next(day for day in curriculum.days if number in day.optional)
    activity = curriculum.activity(number)
    extra = RunItem(number, activity.title, activity.minutes, activity.floor, activity.id)
    return Day(day.workshop, day.start, day.end, (extra,), (), ())


def numbered(curriculum: Curriculum, activity: str) -> tuple[str, int] | None:
    """The run number and workshop of an activity; None if this variant never runs it."""
    for day in curriculum.days:
        for item in day.run:
            if item.activity == activity:
                return item.id, day.workshop
        if activity in day.optional:
            return activity, day.workshop
    return None
