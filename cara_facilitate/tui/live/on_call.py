"""The on-call card on a screen: every role with its number, on one key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from cara_facilitate.domain.oncall import UNKNOWN, OnCallCard, OnCallLine
from cara_facilitate.tui.live.dialog import Choice, Dialog
from cara_facilitate.tui.text import paint


def card_text(card: OnCallCard) -> Content:
    """The whole card, a line for each role."""
    width = _column(card.lines)
    rows = [
        paint(f"{line.role:<{width}}", (line.number, "bold") if line.number else (UNKNOWN, "dim"))
        for line in card.lines
    ]
    return Content("\n").join(rows)


def card_lines(card: OnCallCard) -> str:
    """The card where room is short: a line for each number there is, then what is missing."""
    width = _column(card.known)
    rows = [f"{line.role:<{width}}{line.number}" for line in card.known]
    missing = [f"No number recorded: {', '.join(card.missing)}."] if card.missing else []
    return "\n".join([*rows, *missing])


def _column(lines: Sequence[OnCallLine]) -> int:
    return max(len(line.role) for line in lines) + 2


class OnCallDialog(Dialog):
    """Shows the card; nothing can be changed here."""

    TITLE_WORDS: ClassVar[str] = "On call"

    def body(self) -> Content:
        """The card, and where its numbers come from."""
        site = self.room.state.site
        rows = [card_text(self.room.on_call), Content("")]
        if self.room.on_call.missing:
            rows.append(paint(f"Numbers are recorded with: cara on-call {site}"))
        rows.append(paint("The card is also part of the day's paper pack."))
        return Content("\n").join(rows)

    def choices(self) -> Sequence[Choice]:
        """Only to close it."""
        return (Choice("escape,enter,i", "Close", self.done),)
