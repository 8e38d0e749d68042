"""The first run: who it is for, make the encrypted store, and see its recovery key once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from cara_facilitate.domain.people import ROLE_WORDS, Role
from cara_facilitate.errors import CaraError
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line, Press
from cara_facilitate.tui.widgets.ticks import Ticks

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

WELCOME = (
    "There is no store on this computer yet, so this makes one.\n"
    "What you record goes into one encrypted file that only your passphrase opens.\n"
    "Nobody can reset the passphrase: the recovery key you see next is the one other way in."
)
RULES = (
    "At least 12 characters. Four unrelated words are easy to type and hard to guess; "
    "do not use one you have elsewhere."
)
STAFF = "Letters, digits and hyphens, such as F-LEAD1; never a name."
MEANINGS = (
    (Role.FACILITATOR, "delivers the workshops, writes their notes"),
    (Role.MANAGER, "answers for a site: approvals, flags, PINs"),
    (Role.VICTIM_WORKER, "speaks with the people who were harmed"),
    (Role.SUPERVISOR, "reads supervision notes and coverage"),
    (Role.TRAINER, "teaches others to deliver"),
)
"""One line each, short enough for 80 columns."""
TWO_SIDES = (
    "Roles can be changed later with `cara id role`. One store never holds both sides of one "
    "cohort: who speaks with the people harmed in it does not deliver it from the same store."
)
DIFFER = "The two passphrases differ. Please type both again."
WHO, SECRET, PAPER = "who", "secret", "paper"


class FirstRunScreen(Page):
    """Three steps: who it is for, the passphrase, then the recovery key."""

    NAME = "cara: first run"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "tab,enter", "Next", "Go to the next field; Enter at the last goes on",
            bound=False),
        Key("tick", "space", "Tick", "Tick the role marked, or take its tick away; so does its "
            "digit", bound=False),
        Key("quit", "ctrl+q", "Quit", "Leave", bound=False),
        Key("back", "escape", "Back", "From the passphrase back to who you are"),
    )  # fmt: skip
    DEFAULT_CSS = """
    FirstRunScreen .step { height: auto; display: none; }
    FirstRunScreen.who #who, FirstRunScreen.secret #secret { display: block; }
    FirstRunScreen.paper #paper { display: block; }
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
        self._roles = Ticks(
            ((role.value, ROLE_WORDS[role], meaning) for role, meaning in MEANINGS),
            (Role.FACILITATOR.value,),
            id="roles",
        )
        self._what = Field("What do you do? Tick one or more, with Space.", self._roles)
        self._first = Field("Passphrase", Line(id="first", secret=True))
        self._second = Field("Passphrase again", Line(id="second", secret=True))
        self._confirm = Field("Last group, to confirm", Line(id="group", most=4))
        self._key = Static(id="key")

    def body(self) -> ComposeResult:
        """All three steps, two of them hidden."""
        with Vertical(id=WHO, classes="step"):
            yield Static(paint(WELCOME, lines=True))
            yield Static(paint(STAFF), classes="quiet gap")
            yield self._owner
            yield self._what
            yield Static(paint(TWO_SIDES), classes="quiet")
            yield Press("Go on", id="go")
        with Vertical(id=SECRET, classes="step"):
            yield Static(paint(RULES), classes="quiet")
            yield self._first
            yield self._second
            yield Press("Make the store", id="make")
        with Vertical(id=PAPER, classes="step"):
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
        self._turn_to(WHO, self._owner)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on; at the last field it does the step."""
        if event.input is self._second.control:
            self._make()
        elif event.input is self._confirm.control:
            self._done()
        else:
            self.focus_next()

    def on_ticks_accepted(self, event: Ticks.Accepted) -> None:
        """Enter on the roles is the end of the first step."""
        event.stop()
        self._go_on()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """The step's button."""
        steps = {"go": self._go_on, "make": self._make, "done": self._done}
        steps[str(event.button.id)]()

    def action_back(self) -> None:
        """From the passphrase back to who it is for; what was typed there is forgotten."""
        if self.has_class(SECRET) and not self._busy:
            for field in (self._first, self._second):
                field.clear()
                field.fault("")
            self._turn_to(WHO, self._owner)

    def _turn_to(self, step: str, field: Field) -> None:
        for one in (WHO, SECRET, PAPER):
            self.set_class(one == step, one)
        field.control.focus()

    def _go_on(self) -> None:
        from cara_facilitate.domain.identifiers import staff_ok

        sound = staff_ok(self._owner.value.strip())
        self._owner.fault("" if sound else f"Please use up to 16 characters. {STAFF}")
        self._what.fault("" if self._roles.value else "Tick at least one.")
        if not sound:
            self._owner.control.focus()
        elif not self._roles.value:
            self._roles.focus()
        else:
            self._turn_to(SECRET, self._first)

    def _make(self) -> None:
        if self._busy or not self._sound():
            return
        owner, passphrase = self._owner.value.strip(), self._first.value
        maker, roles = self.cara.maker, self._roles.value
        self.job(
            lambda: maker(passphrase, owner, roles), self._show_key, busy="Making the store..."
        )

    def _sound(self) -> bool:
        from cara_facilitate.services.bootstrap import LEAST_PASSPHRASE

        first, second = self._first.value, self._second.value
        short = len(first) < LEAST_PASSPHRASE
        faults = {
            self._first: f"Too short: {len(first)} of {LEAST_PASSPHRASE} characters."
            if short
            else "",
            self._second: "" if first == second else DIFFER,
        }
        for field, sentence in faults.items():
            field.fault(sentence)
        if not any(faults.values()):
            return True
        for field in faults:
            field.clear()  # nobody sees in which of the two the slip was
        self._first.control.focus()
        return False

    def _show_key(self, made: tuple[Desk, str]) -> None:
        self._made, key = made
        self._last_group = key.rsplit("-", 1)[-1]
        self._key.update(paint(_in_lines(key), lines=True))
        for field in (self._first, self._second):
            field.clear()
        self._turn_to(PAPER, self._confirm)

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
