"""The extract leaves: signed and sealed to one person, or, with a warning, as plain CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.domain.extract import leaving_words, lower_words
from cara_facilitate.domain.handover import PART_WORDS
from cara_facilitate.domain.people import ROLE_WORDS, Part, Person, Role, may_carry
from cara_facilitate.services import extracting, handover, people
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.casework_page import BACK_KEY, CaseworkPage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

PLAIN = "plain CSV"
ABOUT = (
    "Each row is filtered here to its sharing level; nothing above it leaves. There is a row for "
    "every reference, so that nobody can tell who answered."
)
CSV_WARNING = (
    "A plain CSV is not encrypted: whoever has the file reads the words, and a row taken out of "
    "it may go unnoticed. Rather hand it over to a person. If it must be: on an encrypted stick, "
    "never by e-mail, and every copy deleted once it is imported. That it left is recorded."
)
DELETE = "Have every copy of it deleted once it is imported."
NOBODY = (
    "Nobody is trusted here yet who may be given it. Trust a facilitator first (`cara id trust`), "
    "or make a plain CSV."
)


class HandingPage(CaseworkPage):
    """To whom, and into which folder."""

    NAME = "Hand over"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on; on the button, write it", bound=False),
        Key("choose", "left,right", "Choose", "Go through the people", bound=False),
        BACK_KEY,
    )

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file)
        self._people: dict[str, Person] = {}
        self._to = Choice((), id="to", digits=False)
        self._goes = Static(classes="quiet")
        self._folder = Field("Folder", Line(str(Path.cwd()), id="folder"))
        self._done = Static(classes="gap")

    def body(self) -> ComposeResult:
        """The people, the folder and a button."""
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield Field("To", self._to)
        yield self._goes
        yield Static()
        yield self._folder
        yield Press("Write it", id="write")
        yield self._done

    def on_mount(self) -> None:
        """Offer whoever may be given something, facilitators first."""
        super().on_mount()
        self._people = {one.staff: one for one in _receivers(self.desk)}
        options = [(one.staff, f"{one.staff}, {_roles(one)}") for one in self._people.values()]
        self._to.offer([*options, (PLAIN, PLAIN)])
        if not self._people:
            self.say(NOBODY)
        self._tell()
        self._to.focus()

    def on_choice_changed(self) -> None:
        """Say what goes to whom."""
        self._tell()

    def _tell(self) -> None:
        person = self._people.get(self._to.value)
        if person is None:
            self._goes.update(paint(CSV_WARNING))
            return
        parts = " and ".join(PART_WORDS[part] for part in _carries(self.desk, person))
        self._goes.update(paint(f"What goes: {parts}. Signed, and sealed to them alone."))

    def on_input_submitted(self) -> None:
        """Enter at the folder goes on to the button."""
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Write it; a plain CSV only after asking."""
        typed = self._folder.value.strip()
        self._folder.fault("" if typed else "Please say in which folder.")
        if not typed:
            return
        folder = Path(typed).expanduser()
        if self._to.value == PLAIN:
            ask = Ask("Write the extract as plain CSV?", CSV_WARNING, yes="Write plain CSV")
            self.app.push_screen(ask, lambda yes: self._plain(folder) if yes else None)
        else:
            self._sealed(self._to.value, folder)

    def _sealed(self, to: str, folder: Path) -> None:
        desk, file = self.desk, self._file
        self.job(
            lambda: handover.write(desk, file.cohort, to, folder, key=file.key),
            self._handed,
            busy="Writing...",
        )

    def _handed(self, done: handover.Written) -> None:
        """Say what was left out, and what leaves lower than it was recorded."""
        said = [*done.warnings]
        if Part.EXTRACT in done.parts:
            lower = extracting.lower_now(self.desk, self._file.work)
            said += lower_words(lower)
        self._written(done.path, " ".join(said))

    def _plain(self, folder: Path) -> None:
        desk, work = self.desk, self._file.work
        path = folder / f"cara-{desk.clock.now():%Y%m%d-%H%M%S}.csv"
        self.job(
            lambda: extracting.leave_plain(desk, work, path),
            lambda left: self._written(left.path, " ".join(_about(left))),
            busy="Writing...",
        )

    def _written(self, path: Path, more: str) -> None:
        self._file.refresh(self.desk)
        self._done.update(paint(f"Written: {path}\n{more}", lines=True))


def _about(left: extracting.Left) -> tuple[str, ...]:
    return (*leaving_words(len(left.rows), left.people, left.lowered), DELETE)


def _receivers(desk: Desk) -> tuple[Person, ...]:
    found = [one for one in people.trusted(desk) if _carries(desk, one)]
    return tuple(sorted(found, key=lambda one: (Role.FACILITATOR not in one.roles, one.staff)))


def _carries(desk: Desk, person: Person) -> tuple[Part, ...]:
    mine = tuple(role for role in desk.roles if role == Role.VICTIM_WORKER)
    return tuple(may_carry(mine, person.roles))


def _roles(person: Person) -> str:
    return " and ".join(ROLE_WORDS[Role(role)] for role in person.roles)
