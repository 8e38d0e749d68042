"""Home of a manager's or supervisor's store: what was handed over, safe to be seen by anybody."""

from __future__ import annotations

from collections.abc import Collection
from textwrap import wrap
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.people import Role
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.received import HandedLine, Opened, handed_over, open_received
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.caseload import SharedHome
from cara_facilitate.tui.screens.casework_gate import CaseworkGate
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

EMPTY = (
    "Nothing has been handed over to this store yet.\n\n"
    "1. cara id show        send your card to {whom}, by any route\n"
    "2. cara id trust CARD  take in theirs, and compare the digits by telephone\n"
    "3. r                   take in the file they send you\n\n"
    "{what}"
)
MANAGERS = (
    "The victim-contact worker sends escalations, which you acknowledge, and coverage figures; "
    "facilitators send what the site's rules ask you to decide."
)
SUPERVISORS = (
    "Facilitators send the supervision note of each workshop; the victim-contact worker sends the "
    "coverage figures."
)
TRAINERS = (
    "Nothing is handed over to a trainer: nothing about participants ever is.\n\n"
    "To practise with made-up people: cara demo.   c opens the cohorts made in this store."
)
WAITING = "An escalation waits for you: open it and acknowledge it."
NOTHING_MARKED = "Nothing was handed over yet: r takes a hand-over in."
WIDTH = 9
"""Cells of the cohorts' column."""
AROUND = 6
"""Cells beside a line: the page's edge, the mark and the scroll bar."""
LEAST = 20
HEAD = (("Cohort", WIDTH), ("Handed over", 0))
ABOUT = (
    "What was handed over is for you alone. The passphrase opens it for this view; that it was "
    "read is recorded. It closes by itself after one minute without a key."
)


class ReceivedScreen(Page):
    """Every cohort of which something was handed over, on one line."""

    NAME = "Received"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("open", "enter", "Open", "Open what was handed over: passphrase, question",
            bound=False),
        Key("gate", "f2", "Open", "Open what was handed over about the cohort marked", show=False),
        Key("receive", "r", "Receive", "Take in a hand-over"),
        Key("cohorts", "c", "Cohorts", "Cohorts made in this store, and dates for who waits"),
        Key("move", "up,down", "Choose", "Go to another cohort", bound=False, show=False),
        Key("quit", "ctrl+q", "Quit", "Quit, after asking", bound=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    ReceivedScreen #escalation { height: 1; display: none; padding: 0 1; text-style: bold;
                                 background: $warning 30%; margin-bottom: 1; }
    ReceivedScreen #escalation.open { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._rows.add_class("tall")
        self._head = Static(classes="quiet")
        self._banner = Static(paint(WAITING), id="escalation")

    def body(self) -> ComposeResult:
        """The banner and a table."""
        yield self._banner
        yield self._head
        yield self._rows

    def draw(self) -> None:
        """Read again what was handed over."""
        lines = handed_over(self.desk)
        empty = paint(empty_words(self.desk.roles), lines=True)
        self._head.update(paint("  ", cells(*HEAD)) if lines else empty)
        room = max(self.size.width - WIDTH - AROUND, LEAST)
        self._rows.fill(row for one in lines for row in _lines(one, room))
        self._rows.display = bool(lines)
        self._rows.focus()
        self._banner.set_class(any(one.waiting for one in lines), "open")

    def on_resize(self) -> None:
        """Lay the lines out for another width."""
        if self.cara.is_open:
            self.draw()

    def on_rows_chosen(self) -> None:
        """To what was handed over."""
        self.action_gate()

    def action_gate(self) -> None:
        """Ask for the passphrase, and whether anybody can see the screen."""
        if not self._rows.here:
            self.say(NOTHING_MARKED)
            return
        self.cara.touched = self.cara.seconds()
        self.app.push_screen(ReceivedGate(self._rows.here))

    def action_receive(self) -> None:
        """Take in a hand-over."""
        from cara_facilitate.tui.screens.caseload_receive import ReceiveScreen

        self.app.push_screen(ReceiveScreen())

    def action_cohorts(self) -> None:
        """To the cohorts of this store's own."""
        self.app.push_screen(CohortsFromReceived())


class ReceivedFromHome(ReceivedScreen):
    """The same where the store's owner has other work too: Esc goes back to Home."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        *(key for key in ReceivedScreen.KEYS if key.id != "cohorts"),
        Key("back", "escape", "Home", "Back to Home"),
    )


class CohortsFromReceived(HomeScreen):
    """The cohorts of a store whose Home is what was handed over."""

    NAME = "Cohorts"
    KEYS: ClassVar[tuple[Key, ...]] = (
        *HomeScreen.KEYS,
        Key("back", "escape", "Received", "Back to what was handed over"),
    )


RECEIVED_KEY = Key("received", "m", "Received", "What others handed over to this store")


class HomeWithReceived(HomeScreen):
    """Home of somebody who delivers and also manages or supervises."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        *HomeScreen.KEYS[:-1],
        RECEIVED_KEY,
        HomeScreen.KEYS[-1],
    )

    def action_received(self) -> None:
        """To what was handed over."""
        self.app.push_screen(ReceivedFromHome())


class SharedHomeWithReceived(SharedHome):
    """Home of somebody who contacts victims for some cohorts and manages or supervises others."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        *SharedHome.KEYS[:-1],
        RECEIVED_KEY,
        SharedHome.KEYS[-1],
    )

    def action_received(self) -> None:
        """To what was handed over."""
        self.app.push_screen(ReceivedFromHome())


def _lines(one: HandedLine, room: int) -> list[Row]:
    first, *rest = wrap(", ".join(one.what), room)
    more = [Row("", cells(("", WIDTH), (words, 0))) for words in rest]
    return [Row(one.cohort, cells((one.cohort, WIDTH), (first, 0))), *more]


def home_of(roles: Collection[str]) -> Page:
    """The Home of a store that a manager, supervisor or trainer owns, whatever else they do."""
    if Role.VICTIM_WORKER in roles:
        return SharedHomeWithReceived()
    return HomeWithReceived() if Role.FACILITATOR in roles else ReceivedScreen()


def empty_words(roles: Collection[str]) -> str:
    """What to do first, in words for these roles."""
    manages, supervises = Role.MANAGER in roles, Role.SUPERVISOR in roles
    if not manages and not supervises:
        return TRAINERS
    whom = "the victim-contact worker and the facilitators"
    what = f"{MANAGERS}\n" * manages + SUPERVISORS * supervises
    return EMPTY.format(whom=whom, what=what.strip())


class ReceivedGate(CaseworkGate):
    """The way in: the store's passphrase, and whether anybody else can see."""

    NAME = "Open what was handed over"
    ABOUT: ClassVar[str] = ABOUT

    def unseal(self, desk: Desk, cohort: str, passphrase: str) -> Opened:
        """What was handed over about the cohort."""
        return open_received(desk, cohort, passphrase)

    def page_for(self, opened: Any) -> Page:
        """The manager's page, or the one to read."""
        from cara_facilitate.tui.screens.received_page import ManagersPage, ReceivedPage

        manages = Role.MANAGER in self.desk.roles
        return ManagersPage(opened) if manages else ReceivedPage(opened)
