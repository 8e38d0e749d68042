"""Drives the real app over a real practice store, by keys, and reads what it paints."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.feedback import row_check
from cara_facilitate.services import (
    deliver,
    feedback_import,
    prepare,
    readiness_check,
    reading,
    safeguard,
)
from cara_facilitate.services.rehearse import (
    PINS,
    Practice,
    extract_rows,
    make_practice,
    practice_time,
    write_extract,
)
from cara_facilitate.tui.app import CaraApp
from cara_facilitate.tui.screens.unlock import UnlockScreen

SATURDAY = date(2026, 11, 28)
SECOND = date(2026, 12, 26)
SMALL, MIDDLE, LARGE = (80, 24), (100, 30), (160, 45)
SIZES = (SMALL, MIDDLE, LARGE)
LEAD, CO = PINS["F-LEAD1"], PINS["F-CO2"]
WAIT_SECONDS = 20.0
_TIMES = re.compile(r"\d\d:\d\d(:\d\d)?|saved|saving\.\.\.")


class Seconds:
    """A clock of seconds that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class Drive:
    """One running app."""

    def __init__(self, app: CaraApp, pilot: Pilot[int], seconds: Seconds) -> None:
        self.app, self.pilot, self.seconds = app, pilot, seconds

    def text(self) -> str:
        """Everything on the screen, a line a row, without blanks at line ends."""
        strips = self.app.screen._compositor.render_strips()
        lines = ("".join(segment.text for segment in strip).rstrip() for strip in strips)
        return "\n".join(lines)

    def words(self) -> str:
        """Everything on the screen as one line, for sentences that wrap."""
        return " ".join(self.text().split())

    def still(self) -> str:
        """The screen without what a clock changes."""
        return _TIMES.sub("", self.text())

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        await self.pilot.pause()
        while list(self.app.workers) or self.app.typing:
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each one taken in before the next."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str, *after: str) -> None:
        """Put a text in as a terminal does a paste, then press keys."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.press(*after)

    async def until(self, said: str) -> None:
        """Wait until these words are on the screen."""
        for _ in range(int(WAIT_SECONDS / 0.05)):
            await self.settle()
            if said in self.words():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never seen: {said!r}\n{self.text()}")

    async def unlock(self) -> None:
        """Through the unlock screen."""
        await self.type("practice", "enter")
        for _ in range(int(WAIT_SECONDS / 0.02)):
            await self.settle()
            if self.app.is_open and not isinstance(self.app.screen, UnlockScreen):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.text())

    async def leave_room_mode(self, who: int = 0) -> None:
        """Through the gate, as the first or second facilitator."""
        await self.press("f2", *(["right"] * who), "enter")
        await self.type((LEAD, CO)[who], "enter")
        await self.press("right", "enter")
        await self.until("private views")

    async def private(self, letter: str, who: int = 0) -> None:
        """Open a private view of the cohort's page by its letter."""
        await self.leave_room_mode(who)
        await self.press(letter)


@asynccontextmanager
async def running(
    folder: Path, size: tuple[int, int] = SMALL, unlocked: bool = True, **options: object
) -> AsyncIterator[Drive]:
    """The app over a store, unlocked if asked."""
    seconds = Seconds()
    # The idle rules have a clock of their own that stands: a jump of it, or a test machine that
    # is held up for ten seconds, means that the machine slept.
    options.setdefault("clock", Seconds())
    app = CaraApp(folder, **options)  # type: ignore[arg-type]
    app.seconds = seconds
    async with app.run_test(size=size, notifications=True) as pilot:
        drive = Drive(app, pilot, seconds)
        await drive.settle()
        if unlocked:
            await drive.unlock()
        yield drive


@asynccontextmanager
async def on_cohort(folder: Path, size: tuple[int, int] = SMALL) -> AsyncIterator[Drive]:
    """The app on the page of the practice cohort."""
    async with running(folder, size) as drive:
        await drive.press("enter")
        yield drive


def fresh(folder: Path) -> Practice:
    """A practice store before workshop one; its desk is open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_practice(folder, SATURDAY)


def hold_first(made: Practice) -> None:
    """Prepare, start and close workshop one with everybody there."""
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))


def rows_like(
    made: Practice, change: Callable[[list[dict[str, str]]], object]
) -> list[dict[str, str]]:
    """The practice extract's rows, changed, each with a row check that fits."""
    rows = extract_rows(made.plan)
    change(rows)
    for row in rows:
        row["row_check"] = row_check(row)
    return rows


def take_in(made: Practice, change: Callable[[list[dict[str, str]]], None] | None = None) -> None:
    """Take the practice extract in, with rows changed first if asked."""
    path = made.extract
    if change is not None:
        path = path.with_name("changed.csv")
        write_extract(path, rows_like(made, change))
    seen = feedback_import.preview(made.desk, made.plan.cohort, path)
    feedback_import.confirm(made.desk, seen, "F-LEAD1")


def raise_flag(made: Practice, *, handed_over: bool = True) -> str:
    """One safeguarding flag about seat 4."""
    desk, cohort = made.desk, made.plan.cohort
    flag = safeguard.raise_flag(
        desk, cohort, 1, seat=4, kind="threat", words="Something was overheard", action="Spoke"
    )
    if handed_over:
        safeguard.hand_over(
            desk, cohort, flag, to="Manager on call", reference="", told_at=desk.clock.now(),
            by="F-LEAD1",
        )  # fmt: skip
    return flag


def make_ready(made: Practice) -> None:
    """Everything read by both, the worker asked for changes on the eve, and the manager rung."""
    desk, cohort = made.desk, made.plan.cohort
    eve = practice_time(SECOND - timedelta(days=1), 18, 0)
    if desk.clock.now() < eve:
        at(made, eve)
    readiness_check.refresh(desk, cohort, worker="VW-1", changes="none", by="F-LEAD1", pin=LEAD)
    for who in PINS:
        reading.note_read(desk, cohort, "briefing", who)
    taken = desk.state(cohort).current_import
    for who, pin in PINS.items():
        if taken is not None and taken.items:
            readiness_check.acknowledge(desk, cohort, taken.items, who, pin)
        if desk.state(cohort).unclosed_flags:
            flags = [flag.id for flag in desk.state(cohort).unclosed_flags]
            readiness_check.acknowledge_flags(desk, cohort, flags, who, pin)
    readiness_check.call_manager(
        desk, cohort, manager="M-1", answered=True, reason="rows held back", by="F-LEAD1", pin=LEAD
    )


def store(
    folder: Path,
    *,
    feedback: bool = False,
    flag: bool = False,
    ready: bool = False,
    change: Callable[[list[dict[str, str]]], None] | None = None,
) -> Practice:
    """A practice store after workshop one, closed again for the app to open."""
    made = fresh(folder)
    hold_first(made)
    if flag:
        raise_flag(made)
    if feedback:
        take_in(made, change)
    if ready:
        make_ready(made)
    made.desk.close()
    return made


def at(made: Practice, moment: datetime) -> Practice:
    """The practice with its clock set."""
    from cara_facilitate.services.clock import set_practice_clock

    set_practice_clock(made.extract.parent, moment)
    return replace(made)


def no_line_too_long(text: str, width: int) -> bool:
    """Whether everything painted keeps inside the screen."""
    return all(len(line) <= width for line in text.splitlines())


def key_bar(text: str) -> Sequence[str]:
    """The hints of the last line."""
    return [hint.strip() for hint in re.split(r"\s{2,}", text.splitlines()[-1]) if hint.strip()]
