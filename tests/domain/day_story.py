"""A small cohort and a two-day curriculum to tell stories with; times are whole seconds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.commands import Command
from cara_facilitate.domain.curriculum import (
    Activity,
    Code,
    Curriculum,
    Day,
    Objective,
    RunItem,
)
from cara_facilitate.domain.decisions import decide
from cara_facilitate.domain.fold import apply, fold
from cara_facilitate.domain.setting import Setting

FIRST = date(2026, 11, 28)
DOORS = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
CODES = tuple(
    Code(key, key, key, "", "", True) for key in ("c", "k", "o", "e", "h", "s", "m", "b", "t", "w")
)


def activity(slug: str, minutes: int, floor: int, *objectives: str) -> Activity:
    return Activity(
        slug, slug, minutes, floor, objectives, "plenary", "low", (), (), "", (), hash=slug
    )


def curriculum() -> Curriculum:
    activities = (
        activity("welcome", 25, 15),
        activity("cards", 40, 25, "abuse-types"),
        activity("plan", 30, 20, "time-out"),
    )
    run = (
        RunItem("W1-01", "Welcome", 25, 15, "welcome"),
        RunItem("W1-02", "Cards", 40, 25, "cards"),
        RunItem("BR1", "Break", 10, 10),
        RunItem("W1-03", "Plan", 30, 20, "plan"),
    )
    second = tuple(replace(item, id=item.id.replace("W1", "W2")) for item in run)
    return Curriculum(
        id="small",
        title="Small",
        version="1.0.0",
        licence="",
        variant="intimate-partner-male",
        reference=True,
        objectives=(
            Objective("O02", "abuse-types", "Types"),
            Objective("O07", "time-out", "Time out"),
            Objective("O10", "signposting", "Signposts"),
        ),
        codes=CODES,
        activities=activities,
        days=(
            Day(1, "10:00", "11:45", run, ("W1-02", "W1-03", "W1-01")),
            Day(2, "10:00", "11:45", second, ()),
        ),
        signposts=(),
        handouts=(),
        hash="h" * 64,
    )


class Story:
    """Tells a cohort's story by commands and raw events, keeping state as the app does."""

    def __init__(self, seats: int = 12) -> None:
        self.curriculum = curriculum()
        self.workshop = 1
        self.now = DOORS
        self.state = CohortState()
        self._ids = count(1)
        workshops = ((1, FIRST, "10:00"), (2, FIRST + timedelta(days=28), "10:00"))
        self.happen(
            ev.CohortCreated(
                "WY26A",
                "west-yorkshire",
                "small",
                "intimate-partner-male",
                workshops,
                ("F-LEAD1", "F-CO2"),
                tuple((seat, f"WY26A-{seat:04d}-X") for seat in range(1, seats + 1)),
                False,
                self.now,
            )
        )

    @property
    def log(self) -> tuple[ev.Recorded, ...]:
        return self.state.log

    @property
    def day(self):  # type: ignore[no-untyped-def]
        return self.state.workshops[self.workshop]

    def pass_time(self, **parts: float) -> Story:
        self.now += timedelta(**parts)
        return self

    def happen(self, *events: ev.Event) -> Story:
        for event in events:
            record = ev.Recorded(f"{next(self._ids):032x}", "WY26A/delivery", "F-LEAD1", event)
            self.state = apply(self.state, record)
        return self

    def do(self, command: Command) -> Story:
        setting = Setting(self.state, self.workshop, self.curriculum)
        return self.happen(*decide(setting, command))

    def open_doors(self) -> Story:
        from cara_facilitate.domain import commands as cmd

        self.happen(ev.WorkshopPrepared(self.workshop, self.curriculum.hash, (), self.now))
        self.do(cmd.StartWorkshop(self.now))
        return self.do(cmd.AllPresent(self.now))

    def folded(self) -> CohortState:
        return fold(self.log)
