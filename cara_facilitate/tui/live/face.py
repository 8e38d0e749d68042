"""How the live session looks: its parts, where they stand, and drawing them from the state."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.domain.flags import BANNER
from cara_facilitate.domain.runsheet import RunSheet
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.live.advice import Advice, advice
from cara_facilitate.tui.live.chord import Chord
from cara_facilitate.tui.live.headings import first_line, second_line
from cara_facilitate.tui.live.keylines import KeyLines
from cara_facilitate.tui.live.live_keys import (
    LIVE_KEYS,
    NOT_STARTED,
    after_aim,
    after_seat,
    code_keys,
)
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.text import paint, show
from cara_facilitate.tui.widgets.clock import Clock
from cara_facilitate.tui.widgets.fitted import Row
from cara_facilitate.tui.widgets.objectives import ObjectivesPane
from cara_facilitate.tui.widgets.runsheet import RunSheetPane
from cara_facilitate.tui.widgets.script import ScriptPane
from cara_facilitate.tui.widgets.seats import SeatStrip
from cara_facilitate.tui.widgets.status import StatusLine
from cara_facilitate.tui.widgets.topline import PracticeBanner

STANDS = 8
"""Seconds a message stays."""
GLIMPSE = 3
"""Seconds for what was noted of a seat: it is not left for the room to read."""
SMALL = "This window is small: 80 by 24 shows the script. Keys and recording go on working."


class LiveFace(KeyedScreen):
    """Draws one workshop; what it is, and what keys do, is for the class built on this one."""

    BLANK: ClassVar[bool] = True

    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (80, "-narrow"), (100, "-wide"), (130, "-broad")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (24, "-tall")]  # noqa: RUF012
    # Not CSS: that of a screen is scoped to the subclass's name.
    DEFAULT_CSS = """
    LiveFace { layout: vertical; }
    LiveFace #head { height: 1; background: $panel; }
    LiveFace #first { width: 1fr; height: 1; }
    LiveFace #second { height: 1; background: $panel; }
    LiveFace #banner { height: 1; display: none; text-style: bold; padding: 0 1; }
    LiveFace #banner.open { display: block; background: $warning 30%; }
    LiveFace #advice { height: auto; max-height: 2; display: none; padding: 0 1; }
    LiveFace #advice.given { display: block; background: $accent 25%; }
    LiveFace #middle { height: 1fr; }
    LiveFace #small { display: none; height: 1fr; padding: 1; }
    LiveFace RunSheetPane, LiveFace ObjectivesPane { display: none; }
    LiveFace.-wide RunSheetPane, LiveFace.-broad RunSheetPane { display: block; }
    LiveFace.-broad ObjectivesPane { display: block; }
    LiveFace.-small #middle, LiveFace.-short #middle { display: none; }
    LiveFace.-small #small, LiveFace.-short #small { display: block; }
    LiveFace StatusLine { dock: none; margin: 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._chord = Chord()
        self._said_until = 0.0
        self._minute = ""
        self.advice = Advice()

    SMALL: ClassVar[str] = SMALL
    """What stands in place of the script where the window is too small for it."""

    def open_scene(self) -> Scene:
        """What is to be drawn; asked once, when the screen is put together. Override."""
        raise LookupError("a live face without a scene")

    # --- putting it together -----------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Head, panes, seats, status and keys."""
        self.scene = self.open_scene()
        curriculum = self.scene.curriculum
        self._codes = code_keys(curriculum.codes)
        self._code_letters = frozenset(code.key for code in curriculum.codes)
        self.KEYS = (*NOT_STARTED, *LIVE_KEYS, *self._codes)  # type: ignore[misc]  # for the help
        if self.scene.practice:
            yield PracticeBanner()
        with Row(id="head"):
            yield Static(id="first")
            yield Clock()
        yield Static(id="second")
        yield Static(show(BANNER), id="banner")
        yield Static(id="advice")
        with Row(id="middle"):
            yield RunSheetPane()
            yield ScriptPane(REFERENCE_LABEL if curriculum.reference else "")
            yield ObjectivesPane()
        yield Static(show(self.SMALL), id="small")
        yield SeatStrip()
        yield StatusLine()
        yield KeyLines()

    def on_mount(self) -> None:
        """Draw everything."""
        self.draw_all()

    def on_screen_resume(self) -> None:
        """Whatever was open above may have changed anything."""
        if self.is_mounted:
            self.draw_all()

    # --- drawing -----------------------------------------------------------------------------

    def draw_all(self) -> None:
        """Every part, from the state as it is now."""
        self.draw_time()
        self.draw_seats()
        self.draw_flag()
        item, activity = self.scene.item, self.scene.activity()
        pane = self.query_one(ScriptPane)
        pane.open_item(item, activity)
        if coming := self.scene.coming():
            pane.expect(*coming)
        self.query_one("#first", Static).update(first_line(self.scene), layout=False)
        self.draw_keys()

    def draw_time(self) -> None:
        """The clock, and what else moves with it: run sheet, next item, objectives."""
        sheet, rows, served = self.scene.sheet(), self.scene.objectives(), self.scene.served()
        now = self.scene.now
        self._minute = f"{now:%H:%M}"
        self.query_one(Clock).tell(now, self.scene.day, sheet)
        self.query_one("#second", Static).update(
            second_line(self.scene, sheet, rows, served, self.size.width), layout=False
        )
        self.draw_advice(sheet)
        self.query_one(RunSheetPane).tell(sheet)
        self.query_one(ObjectivesPane).tell(rows, served)

    def draw_advice(self, sheet: RunSheet) -> None:
        """What the day needs now, if anything; what is shown is what a key accepts."""
        before, self.advice = self.advice, advice(self.scene, sheet)
        if self.advice.lines == before.lines:
            return
        line = self.query_one("#advice", Static)
        line.set_class(bool(self.advice.lines), "given")
        line.update(paint("\n".join(self.advice.lines), lines=True))

    def draw_seats(self) -> None:
        """The seat strip alone."""
        self.query_one(SeatStrip).show_row(self.scene.seat_row(self._chord.seats))

    def draw_flag(self) -> None:
        """The banner: one fixed wording while any flag is open."""
        self.query_one("#banner").set_class(self.scene.flagged, "open")

    def draw_keys(self) -> None:
        """The keys that count now."""
        lines = self.query_one(KeyLines)
        if self._chord.objective:
            lines.offer(after_aim(self.scene.curriculum.objectives))
        elif self._chord.seats:
            lines.offer(after_seat(self._codes))
        elif self.scene.day.started_at is None:
            lines.offer(NOT_STARTED)
        else:
            lines.offer(())

    def say(self, message: str) -> None:
        """One sentence on the status line; it goes away by itself."""
        self._said_until = self.scene.uptime() + STANDS
        self.query_one(StatusLine).say(message)

    def glimpse(self) -> None:
        """What was just said is about a seat, so it goes sooner."""
        self._said_until = self.scene.uptime() + GLIMPSE
