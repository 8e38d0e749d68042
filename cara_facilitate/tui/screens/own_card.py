"""The store owner's card and its digits, to be read out while the app is open; nothing secret."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.people import ROLE_WORDS, Person, Role
from cara_facilitate.services.people import me
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint, show

DIGITS = "Digits to read out by telephone:"
CARD = (
    "Your card. It holds nothing secret and may go by any route; line breaks do no harm. To have "
    "it as a file: quit, then cara id show > my-card.txt"
)


class OwnCardScreen(Page):
    """Who the owner is, six groups of five digits, and the card as text."""

    NAME = "Your card"
    KEYS: ClassVar[tuple[Key, ...]] = (Key("back", "escape", "Back", "Back", priority=True),)

    def body(self) -> ComposeResult:
        """The same as ``cara id show`` says."""
        own = me(self.desk)
        yield Static(paint(f"You are {own.staff}, {_roles(own)}."))
        yield Static(paint(DIGITS), classes="quiet gap")
        yield Static(paint((f"    {own.fingerprint()}", "bold")))
        yield Static(paint(CARD), classes="quiet gap")
        yield Static(show(own.card()))


def _roles(person: Person) -> str:
    return ", ".join(ROLE_WORDS[Role(role)] for role in person.roles)
