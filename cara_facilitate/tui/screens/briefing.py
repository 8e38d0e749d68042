"""The private briefing: one seat a page, the cue first, words only where they may be seen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.feedback import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError
from cara_facilitate.services.briefing import (
    CUE_WORDS,
    LEVEL_WORDS,
    STOCK_LINE,
    Briefing,
    BriefItem,
    BriefSeat,
    open_briefing,
)
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint, show_lines
from cara_facilitate.tui.widgets.forms import Field, Line

SEALED = LEVEL_WORDS[Level.L0]
NOTHING = "Nothing to use."
NO_CUE = CUE_WORDS["none"]
ESCALATION = "An escalation is open: ask the manager before you use anything."
PASSPHRASE = (
    "The feedback is sealed apart from the rest. The store's passphrase opens it for this view "
    "alone; it is closed again when the view closes."
)
SEAT_KEYS = "1,2,3,4,5,6,7,8,9,0,minus,equals_sign"


class BriefingScreen(PrivatePage):
    """Asks for the passphrase, then shows one seat at a time, all pages alike."""

    NAME = "Private briefing"
    VIEW = ""
    SHOWS_FEEDBACK = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("turn", "left,right", "Seat", "The seat before or after", action="turn('{key}')"),
        Key("seat", SEAT_KEYS, "Seat", "The page of one seat: the top row, 1 to 12",
            action="seat({number})"),
        Key("scroll", "up,down", "Scroll", "Scroll a long page", bound=False, show=False),
        BACK,
    )  # fmt: skip
    DEFAULT_CSS = """
    BriefingScreen #page { height: auto; display: none; }
    BriefingScreen.open #page { display: block; }
    BriefingScreen.open #ask { display: none; }
    BriefingScreen #ask { height: auto; }
    BriefingScreen #stock { dock: bottom; height: auto; margin-bottom: 2; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._briefing: Briefing | None = None
        self._at = 0
        self._page = Static(id="page")
        self._field = Field("Passphrase", Line(id="passphrase", secret=True))

    def body(self) -> ComposeResult:
        """The question, then the page."""
        with Vertical(id="ask"):
            yield Static(paint(PASSPHRASE), classes="quiet")
            yield self._field
        yield self._page
        yield Static(paint((STOCK_LINE, "dim")), id="stock")

    def title_text(self) -> str:
        """The cohort and the seat."""
        pages = self._briefing.seats if self._briefing else ()
        where = f", seat {pages[self._at].seat} of {len(pages)}" if pages else ""
        return f"{self.cara.cohort}  Private briefing{where}"

    def draw(self) -> None:
        """Ready to type, until it is open."""
        if self._briefing is None:
            self._field.control.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open it off the interface thread."""
        desk, cohort, who = self.desk, self.cara.cohort, self.cara.facilitator
        passphrase = event.value
        self._field.fault("")
        self.job(
            lambda: open_briefing(desk, cohort, passphrase, who), self._opened, busy="Opening..."
        )

    def refused(self, error: CaraError) -> None:
        """Say why, beside the field."""
        self.say("")
        self._field.fault(error.sentence())
        self._field.clear()

    def _opened(self, briefing: Briefing) -> None:
        self._field.clear()
        if not self.is_current and not self.is_attached:
            briefing.close()
            return
        self._briefing = briefing
        self.cara.touched = self.cara.seconds()
        self.add_class("open")
        self.set_focus(None)
        self._show()

    def let_go(self) -> None:
        """Drop the words."""
        if self._briefing is not None:
            self._briefing.close()
            self._briefing = None
        self._page.update(paint(""))

    def action_turn(self, key: str) -> None:
        """The seat before or after."""
        if self._briefing is not None and self._briefing.seats:
            step = 1 if key == "right" else -1
            self._at = (self._at + step) % len(self._briefing.seats)
            self._show()

    def action_seat(self, seat: int) -> None:
        """The page of one seat."""
        pages = self._briefing.seats if self._briefing else ()
        found = next((n for n, page in enumerate(pages) if page.seat == seat), None)
        if found is None:
            self.say(f"Seat {seat} is not taken in this cohort." if pages else "")
            return
        self._at = found
        self._show()

    def _show(self) -> None:
        if self._briefing is None:
            return
        self.say("")
        page = self._briefing.seats[self._at]
        self._page.update(Content("\n").join(seat_lines(page, self._theme_titles(page))))
        self.retitle()

    def _theme_titles(self, page: BriefSeat) -> dict[str, str]:
        curriculum = self.desk.curriculum(self.cara.cohort, 2)
        slugs = {slug for item in page.items for slug in item.themes}
        known = {activity.id: activity.title for activity in curriculum.activities}
        return {slug: known.get(slug, slug) for slug in slugs}


def seat_lines(page: BriefSeat, titles: dict[str, str]) -> list[Content]:
    """One seat's page; a seat without anything to use looks the same whatever the reason."""
    lines = [paint((f"Seat {page.seat}", "bold")), Content("")]
    for number, item in enumerate(page.items, start=1):
        if len(page.items) > 1:
            lines += [paint((f"Record {number} of {len(page.items)}", "bold")), Content("")]
        lines += _item_lines(item, titles)
    if not page.items:
        lines += _plain_lines(NO_CUE, SEALED)
    return lines


def _item_lines(item: BriefItem, titles: dict[str, str]) -> list[Content]:
    used = bool(item.summary) or bool(item.themes) or bool(item.agreed_words)
    if not used:
        # Declined, unreachable, unsafe, withdrawn and sealed must all look alike.
        return _plain_lines(item.cue, SEALED)
    lines = [*_head(item.cue, item.level)]
    if item.escalation_open:
        lines += [paint((ESCALATION, "bold")), Content("")]
    lines += _words("For your planning", item.summary)
    if item.themes:
        lines.append(paint(("To strengthen for everyone, if four or more attend", "dim")))
        lines += [paint(f"  - {titles.get(slug, slug)}") for slug in item.themes]
        lines.append(Content(""))
    lines += _words("Agreed words, exactly", item.agreed_words)
    return lines


def _plain_lines(cue: str, level: str) -> list[Content]:
    return [*_head(cue, level), paint(NOTHING), Content("")]


def _head(cue: str, level: str) -> list[Content]:
    loud = "" if cue == NO_CUE else "bold reverse"
    return [paint((cue, loud)), Content(""), paint((level, "bold")), Content("")]


def _words(label: str, words: Protected) -> list[Content]:
    if not words:
        return []
    return [paint((label, "dim")), show_lines(words.reveal()), Content("")]
