"""The run sheet of one variant: every row of both days with its start, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass

from cara_facilitate.domain.curriculum import Curriculum, Day, RunItem
from cara_facilitate.domain.runsheet import plan_items, seconds_of
from cara_facilitate.domain.schedule import project


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; ``start`` and ``waits`` (time without a plan before it) are minutes."""

    item: RunItem
    start: int
    waits: int
    objectives: tuple[str, ...]

    @property
    def kind(self) -> str:
        """``activity`` or ``break``."""
        return "break" if self.item.is_break else "activity"


@dataclass(frozen=True, slots=True)
class DaySheet:
    """One workshop; times are minutes since midnight of its day, past 1440 on the next."""

    day: Day
    rows: tuple[SheetRow, ...]
    ends: int

    @property
    def spare(self) -> int:
        """Minutes between the last row and the planned end; negative: the day runs over."""
        return seconds_of(self.day.end) // 60 - self.ends

    @property
    def recoverable(self) -> int:
        """Minutes the activities can give back before any falls below its shortest length."""
        return sum(max(0, item.minutes - item.floor) for item in self.day.run)


def sheets(curriculum: Curriculum) -> tuple[DaySheet, ...]:
    """Every day of the variant, as the live screen's own schedule expects it to go."""
    return tuple(_sheet(curriculum, day) for day in curriculum.days)


def contract_rows(curriculum: Curriculum) -> list[dict[str, object]]:
    """The rows of every day as ``contracts.md`` names them, with the activity's slug."""
    return [
        {
            "workshop": sheet.day.workshop,
            "start": clock(row.start),
            "minutes": row.item.minutes,
            "kind": row.kind,
            "id": row.item.id,
            "activity": row.item.activity,
            "title": row.item.title,
            "floor": row.item.floor,
            "objectives": list(row.objectives),
        }
        for sheet in sheets(curriculum)
        for row in sheet.rows
    ]


def clock(minutes: int) -> str:
    """``HH:MM`` of minutes since midnight, past midnight as well."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _sheet(curriculum: Curriculum, day: Day) -> DaySheet:
    claimed = {activity.id: activity.objectives for activity in curriculum.activities}
    begins = seconds_of(day.start)
    expected = project(plan_items(day.run, day.start), (), begins)
    rows: list[SheetRow] = []
    ended = begins
    for item, row in zip(day.run, expected, strict=True):
        waits = (row.start - ended) // 60
        rows.append(SheetRow(item, row.start // 60, waits, claimed.get(item.activity, ())))
        ended = row.end
    return DaySheet(day, tuple(rows), ended // 60)
