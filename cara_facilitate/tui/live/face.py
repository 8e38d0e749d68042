"""How the live session looks: its parts, where they stand, and drawing them from the state."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from contextlib import suppress

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.domain.flags import BANNER
from cara_facilitate.services.desk import SaveState
from cara_facilitate.tui.base import KeyedScreen
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
from cara_facilitate.tui.live.room import Room, desk_of
from cara_facilitate.tui.text import show
from cara_facilitate.tui.widgets.clock import Clock
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


class SaveHeard(Message):
    """The writer thread has news; ``state`` is what may be claimed."""

    def __init__(self, state: SaveState) -> None:
        super().__init__()
        self.state = state


class LiveFace(KeyedScreen):
    """Draws one workshop; what keys do is for the class built on this one.

    :param cohort: cohort id. :param workshop: 1 or 2.
    """

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
    LiveFace #middle { height: 1fr; }
    LiveFace #small { display: none; height: 1fr; padding: 1; }
    LiveFace RunSheetPane, LiveFace ObjectivesPane { display: none; }
    LiveFace.-wide RunSheetPane, LiveFace.-broad RunSheetPane { display: block; }
    LiveFace.-broad ObjectivesPane { display: block; }
    LiveFace.-small #middle, LiveFace.-short #middle { display: none; }
    LiveFace.-small #small, LiveFace.-short #small { display: block; }
    LiveFace StatusLine { dock: none; margin: 0; }
    """

    def __init__(self, cohort: str, workshop: int) -> None:
        super().__init__()
        self._where = (cohort, workshop)
        self._chord = Chord()
        self._said_until = 0.0
        self._minute = ""

    # --- putting it together -----------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Head, panes, seats, status and keys."""
        self.room = Room(desk_of(self.app), *self._where)
        curriculum = self.room.curriculum
        self._codes = code_keys(curriculum.codes)
        self._code_letters = frozenset(code.key for code in curriculum.codes)
        self.KEYS = (*NOT_STARTED, *LIVE_KEYS, *self._codes)  # type: ignore[misc]  # for the help
        if self.room.desk.practice:
            yield PracticeBanner()
        with Horizontal(id="head"):
            yield Static(id="first")
            yield Clock()
        yield Static(id="second")
        yield Static(show(BANNER), id="banner")
        with Horizontal(id="middle"):
            yield RunSheetPane()
            yield ScriptPane(REFERENCE_LABEL if curriculum.reference else "")
            yield ObjectivesPane()
        yield Static(show(SMALL), id="small")
        yield SeatStrip()
        yield StatusLine()
        yield KeyLines()

    def on_mount(self) -> None:
        """Draw everything and listen for saves."""
        self.draw_all()
        self.room.desk.listen(_teller(self))
        self._show_saved(self.room.desk.save_state)
        self.say(self.room.welcome())

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
        item, activity = self.room.item, self.room.activity()
        self.query_one(ScriptPane).open_item(item, activity)
        self.query_one("#first", Static).update(first_line(self.room))
        self.draw_keys()

    def draw_time(self) -> None:
        """The clock, and what else moves with it: run sheet, next item, objectives."""
        sheet, rows, served = self.room.sheet(), self.room.objectives(), self.room.served()
        now = self.room.now
        self._minute = f"{now:%H:%M}"
        self.query_one(Clock).tell(now, self.room.day, sheet)
        self.query_one("#second", Static).update(
            second_line(self.room, sheet, rows, served, self.size.width)
        )
        self.query_one(RunSheetPane).tell(sheet)
        self.query_one(ObjectivesPane).tell(rows, served)

    def draw_seats(self) -> None:
        """The seat strip alone."""
        self.query_one(SeatStrip).show_row(self.room.seat_row(self._chord.seats))

    def draw_flag(self) -> None:
        """The banner: one fixed wording while any flag is open."""
        self.query_one("#banner").set_class(bool(self.room.state.open_flags), "open")

    def draw_keys(self) -> None:
        """The keys that count now."""
        lines = self.query_one(KeyLines)
        if self._chord.objective:
            lines.offer(after_aim(self.room.curriculum.objectives))
        elif self._chord.seats:
            lines.offer(after_seat(self._codes))
        elif self.room.day.started_at is None:
            lines.offer(NOT_STARTED)
        else:
            lines.offer(())

    def say(self, message: str) -> None:
        """One sentence on the status line; it goes away by itself."""
        self._said_until = self.room.desk.clock.boottime() + STANDS
        self.query_one(StatusLine).say(message)

    def glimpse(self) -> None:
        """What was just said is about a seat, so it goes sooner."""
        self._said_until = self.room.desk.clock.boottime() + GLIMPSE

    # --- saving ------------------------------------------------------------------------------

    def on_save_heard(self, message: SaveHeard) -> None:
        """Say what the disk has, never more."""
        self._show_saved(message.state)

    def _show_saved(self, state: SaveState) -> None:
        status = self.query_one(StatusLine)
        if state.failure:
            status.failed(state.failure.removeprefix("NOT SAVED. "))
        elif state.pending:
            status.saving()
        elif state.saved_at is not None:
            status.saved(state.saved_at.time())


def _teller(screen: LiveFace) -> Callable[[SaveState], None]:
    """Passes news on to the screen without waiting, and without keeping a closed screen alive."""
    found = weakref.ref(screen)

    def tell(state: SaveState) -> None:
        here = found()
        if here is not None and here.is_attached:
            # The app may end between this line and the next; the writer must not trip over that.
            with suppress(RuntimeError):
                here.post_message(SaveHeard(state))

    return tell
