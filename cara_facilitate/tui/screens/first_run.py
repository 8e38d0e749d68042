"""The first run: make the encrypted store and see its recovery key once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line, Press

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

WELCOME = (
    "There is no store on this computer yet, so this makes one.\n"
    "It keeps everything you record in one encrypted file that only your passphrase opens.\n"
    "Nobody can reset the passphrase: the recovery key you see next is the one other way in."
)
RULES = (
    "At least 12 characters. Four unrelated words are easy to type and hard to guess; "
    "do not use one you have elsewhere."
)
STAFF = "Letters, digits and hyphens, such as F-LEAD1; never a name."


class FirstRunScreen(Page):
    """Two steps: the passphrase, then the recovery key."""

    NAME = "cara: first run"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "tab,enter", "Next", "Go to the next field; Enter at the last goes on",
            bound=False),
        Key("quit", "ctrl+q", "Quit", "Leave", bound=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    FirstRunScreen .step { height: auto; }
    FirstRunScreen #paper { display: none; }
    FirstRunScreen.made #paper { display: block; }
    FirstRunScreen.made #ask { display: none; }
    FirstRunScreen #key { margin: 1 0; text-style: bold; border: round $panel; padding: 0 2;
                          width: auto; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._made: Desk | None = None
        self._last_group = ""
        self._owner = Field(
            "Your staff reference", Line(id="owner", most=16, hint="such as F-LEAD1")
        )
        self._first = Field("Passphrase", Line(id="first", secret=True))
        self._second = Field("Passphrase again", Line(id="second", secret=True))
        self._confirm = Field("Last group, to confirm", Line(id="group", most=4))
        self._key = Static(id="key")

    def body(self) -> ComposeResult:
        """Both steps, one of them hidden."""
        with Vertical(id="ask", classes="step"):
            yield Static(paint(WELCOME, lines=True))
            yield Static(paint(STAFF), classes="quiet gap")
            yield self._owner
            yield Static(paint(RULES), classes="quiet gap")
            yield self._first
            yield self._second
            yield Press("Make the store", id="make")
        with Vertical(id="paper", classes="step"):
            yield Static(paint(("Write it down now, on paper.", "bold"),
                               " It is shown this once and kept nowhere."))  # fmt: skip
            yield self._key
            yield Static(
                paint("Keep the paper apart from the laptop. Then type its last group of four."),
                classes="quiet",
            )
            yield self._confirm
            yield Press("I have written it down", id="done")

    def on_mount(self) -> None:
        """Ready to type."""
        self._owner.control.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on; at the last field it does the step."""
        if event.input is self._second.control:
            self._make()
        elif event.input is self._confirm.control:
            self._done()
        else:
            self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """The step's button."""
        if event.button.id == "make":
            self._make()
        else:
            self._done()

    def _make(self) -> None:
        if self._busy or not self._sound():
            return
        owner, passphrase = self._owner.value.strip(), self._first.value
        maker = self.cara.maker
        self.job(lambda: maker(passphrase, owner), self._show_key, busy="Making the store...")

    def _sound(self) -> bool:
        from cara_facilitate.domain.identifiers import staff_ok
        from cara_facilitate.services.bootstrap import LEAST_PASSPHRASE

        owner, first, second = self._owner.value.strip(), self._first.value, self._second.value
        short = len(first) < LEAST_PASSPHRASE
        faults = {
            self._owner: "" if staff_ok(owner) else f"Please use up to 16 characters. {STAFF}",
            self._first: f"Too short: {len(first)} of {LEAST_PASSPHRASE} characters."
            if short
            else "",
            self._second: "" if first == second else "The two passphrases differ.",
        }
        for field, sentence in faults.items():
            field.fault(sentence)
        wrong = next((field for field, sentence in faults.items() if sentence), None)
        if wrong is not None:
            wrong.control.focus()
        return wrong is None

    def _show_key(self, made: tuple[Desk, str]) -> None:
        self._made, key = made
        self._last_group = key.rsplit("-", 1)[-1]
        self._key.update(paint(_in_lines(key), lines=True))
        for field in (self._first, self._second):
            field.clear()
        self.add_class("made")
        self._confirm.control.focus()

    def _done(self) -> None:
        if self._made is None:
            return
        if self._confirm.value.strip().upper() != self._last_group:
            self._confirm.fault("That is not the last group shown above.")
            self._confirm.control.focus()
            return
        self._key.update(paint(""))
        desk, self._made = self._made, None
        self.cara.opened(desk)

    def on_unmount(self) -> None:
        """A store made but not opened is closed whole."""
        if self._made is not None:
            self._made.close()

    def refused(self, error: CaraError) -> None:
        """Say why; nothing was made."""
        super().refused(error)
        self._first.control.focus()


def _in_lines(key: str) -> str:
    groups = key.split("-")
    return "\n".join("   ".join(groups[n : n + 3]) for n in range(0, len(groups), 3))
