"""The victim-contact worker's Home: cohorts and dates, safe to be seen; nothing about persons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from cara_facilitate.domain.escalations import BANNER
from cara_facilitate.domain.people import Role
from cara_facilitate.services.caseload import caseloads, not_told, window
from cara_facilitate.services.escalation import to_hand_over
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

if TYPE_CHECKING:
    from cara_facilitate.domain.events import CaseloadReceived
    from cara_facilitate.tui.app import CaraApp

EMPTY = (
    "No cohort has been told to this store yet.\n\n"
    "1. i  shows your card and its digits: send the card to a facilitator or the manager, by any "
    "route, and read the digits out by telephone.\n"
    "2. Quit (Ctrl+Q) and take in their card: cara id trust CARD. Compare the digits by "
    "telephone.\n"
    "3. r  takes in the hand-over they send: references and dates, no names.\n\n"
    "Without hand-overs: quit, then cara cohort new --from FILE takes a cohort file in."
)
NOTHING_TO_OPEN = "There is no casework to open."
HEAD = ("Cohort", "Workshop one", "Workshop two", "Contacts")
WIDTHS = (9, 17, 17, 0)


class CaseloadScreen(Page):
    """Every cohort on one line; Enter asks for the passphrase."""

    NAME = "Caseload"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("open", "enter", "Casework", "Open the casework of the cohort marked: passphrase, "
            "question", bound=False),
        Key("gate", "f2", "Casework", "Open the casework of the cohort marked", show=False),
        Key("receive", "r", "Receive", "Take in a hand-over"),
        Key("own_card", "i", "My card", "Your own card, and its digits to read out by telephone"),
        Key("move", "up,down", "Choose", "Go to another cohort", bound=False, show=False),
        Key("quit", "ctrl+q", "Quit", "Quit, after asking", bound=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    CaseloadScreen #escalation { height: 1; display: none; padding: 0 1; text-style: bold;
                                 background: $warning 30%; margin-bottom: 1; }
    CaseloadScreen #escalation.open { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._rows.add_class("tall")
        self._head = Static(classes="quiet")
        self._banner = Static(paint(BANNER), id="escalation")

    def body(self) -> ComposeResult:
        """The banner and a table."""
        yield self._banner
        yield self._head
        yield self._rows

    def draw(self) -> None:
        """Read every cohort again."""
        loads, today = caseloads(self.desk), self.desk.clock.now().date()
        head = paint("  ", cells(*zip(HEAD, WIDTHS, strict=True)))
        self._head.update(head if loads else paint(EMPTY, lines=True))
        self._rows.fill(Row(load.cohort, _line(load, today)) for load in loads)
        self._rows.display = bool(loads)
        self._rows.focus()
        waiting = to_hand_over(self.desk, [load.cohort for load in loads])
        self._banner.set_class(waiting, "open")

    def on_rows_chosen(self) -> None:
        """To the casework."""
        self.action_gate()

    def action_gate(self) -> None:
        """Ask for the passphrase, and whether anybody can see the screen."""
        if not self._rows.here:
            self.say("There is no cohort yet: r takes in a hand-over.")
            return
        open_gate(self.cara, self._rows.here)

    def action_receive(self) -> None:
        """Take in a hand-over."""
        from cara_facilitate.tui.screens.caseload_receive import ReceiveScreen

        self.app.push_screen(ReceiveScreen())

    def action_own_card(self) -> None:
        """Show the owner's card and its digits."""
        from cara_facilitate.tui.screens.own_card import OwnCardScreen

        self.app.push_screen(OwnCardScreen())


class CaseloadFromHome(CaseloadScreen):
    """The caseload where the store's owner has other work too: Esc goes back to Home."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        *CaseloadScreen.KEYS,
        Key("back", "escape", "Home", "Back to Home"),
    )


class SharedHome(HomeScreen):
    """Home of somebody who contacts victims for some cohorts and does other work for others."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        *HomeScreen.KEYS[:-1],
        Key("casework", "k", "Casework", "The cohorts whose victims this store's owner contacts"),
        HomeScreen.KEYS[-1],
    )

    def action_casework(self) -> None:
        """To the caseload."""
        self.app.push_screen(CaseloadFromHome())


def go_home(app: CaraApp, start: str = "") -> None:
    """Show the page a store opens at: a worker's caseload, or Home where there is other work.

    :param start: the cohort whose casework is wanted at once, perhaps with ``/`` and a reference.
    """
    roles = set(app.desk.roles)
    if roles & {Role.MANAGER, Role.SUPERVISOR, Role.TRAINER}:
        from cara_facilitate.tui.screens.received import home_of

        app.push_screen(home_of(roles))
    elif Role.VICTIM_WORKER not in roles:
        app.push_screen(HomeScreen())
    else:
        app.push_screen(CaseloadScreen() if len(roles) == 1 else SharedHome())
    cohort, _, ref = start.partition("/")
    if cohort in {load.cohort for load in caseloads(app.desk)}:
        open_gate(app, cohort, ref)
    elif start:
        app.call_after_refresh(app.say, f"{not_told(app.desk).message} {NOTHING_TO_OPEN}")


def open_gate(app: CaraApp, cohort: str, ref: str = "") -> None:
    """Ask what must be asked before a cohort's casework opens.

    :param ref: whose form to open at once, or empty.
    """
    from cara_facilitate.tui.screens.casework_gate import CaseworkGate

    app.touched = app.seconds()
    app.push_screen(CaseworkGate(cohort, ref))


def _line(load: CaseloadReceived, today: date) -> Content:
    days = window(load)
    shown = (load.cohort, f"{days.w1:%a %d %b %Y}", f"{days.w2:%a %d %b %Y}")
    parts = (*shown, contacts_words(days.w1, days.w2, today))
    return cells(*zip(parts, WIDTHS, strict=True))


def contacts_words(w1: date, w2: date, today: date) -> str:
    """How long contacts count for workshop two: only days strictly between the two do."""
    if today <= w1:
        return f"from {w1:%a %d %b} on, after workshop one"
    left = (w2 - today).days
    if left <= 0:
        return "the pair is over" if left < 0 else "workshop two is today"
    return f"{left} day{'s' if left > 1 else ''} left"
