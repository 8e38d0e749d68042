"""A manager's answer travels back, signed and sealed: to the worker, or to the facilitators."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.handover import PART_WORDS
from cara_facilitate.domain.people import ROLE_WORDS, Part, Role
from cara_facilitate.services import handover
from cara_facilitate.services.handover import Written
from cara_facilitate.services.received import Opened, may_be_told
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_page import BACK_KEY
from cara_facilitate.tui.screens.received_page import Handed
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

ABOUT = (
    "The worker's store says that nobody has acknowledged it until this hand-over is taken in "
    "there. Esc leaves it for later:  cara handover {cohort} --to {sender}"
)
NOBODY = "No victim-contact worker is trusted here any more: cara id trust takes in their card."


DECIDED = (
    "The facilitators' store knows of it only when this hand-over is taken in there; your reason "
    "stays here. Esc leaves it for later:  cara handover {cohort} --to {sender}"
)
NO_FACILITATOR = (
    "Nobody named in the placement is trusted here any more: cara id trust takes in their card."
)


class HandBackPage(Handed):
    """To which worker, and into which folder.

    :param sender: the worker's staff reference, marked first. :param said: what was just done.
    """

    NAME = "Hand back"
    ABOUT: ClassVar[str] = ABOUT
    NOBODY: ClassVar[str] = NOBODY
    PART: ClassVar[Part] = Part.ACKNOWLEDGED
    WHOM: ClassVar[str] = ROLE_WORDS[Role.VICTIM_WORKER]
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on; on the button, write it", bound=False),
        Key("choose", "left,right", "Choose", "Go through the people it can go to", bound=False),
        BACK_KEY,
    )

    def __init__(self, opened: Opened, sender: str, said: str = "") -> None:
        super().__init__(opened)
        self._sender, self._said = sender, said
        self._to = Choice((), id="to", digits=False)
        self._folder = Field("Folder", Line(str(Path.cwd()), id="folder"))
        self._done = Static(classes="gap")

    def body(self) -> ComposeResult:
        """The people, the folder and a button."""
        about = self.ABOUT.format(cohort=self._opened.cohort, sender=self._sender)
        yield Static(paint((self._said, "bold")))
        yield Static(paint(about), classes="quiet")
        yield Static()
        yield Field("To", self._to)
        yield self._folder
        yield Press("Write it", id="write")
        yield self._done

    def on_mount(self) -> None:
        """Offer whom it can go to, the one who asked first."""
        super().on_mount()
        people = may_be_told(self.desk, self._opened.cohort, self.PART)
        self._to.offer((one.staff, f"{one.staff}, {self.WHOM}") for one in people)
        self._to.pick(self._sender)
        if not people:
            self.say(self.NOBODY)
        self._to.focus()

    def on_input_submitted(self) -> None:
        """Enter at the folder goes on to the button."""
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Write it."""
        typed = self._folder.value.strip()
        self._folder.fault("" if typed else "Please say in which folder.")
        if not self._to.value:
            self.say(self.NOBODY)
        elif typed:
            desk, cohort, to = self.desk, self._opened.cohort, self._to.value
            folder = Path(typed).expanduser()
            self.job(
                lambda: handover.write(desk, cohort, to, folder), self._written, busy="Writing..."
            )

    def _written(self, done: Written) -> None:
        holds = " and ".join(PART_WORDS[part] for part in done.parts)
        said = [f"Written: {done.path}", f"For {self._to.value} alone: {holds}.", *done.warnings]
        self._done.update(paint("\n".join(said), lines=True))


class DecisionBackPage(HandBackPage):
    """The same for what was decided about a placement: to one of those named in it."""

    ABOUT = DECIDED
    NOBODY = NO_FACILITATOR
    PART = Part.DECISIONS
    WHOM = ROLE_WORDS[Role.FACILITATOR]
