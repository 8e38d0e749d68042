"""What every page of the casework shares: one cohort's open records, held until the view closes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import PrivatePage, SealedPage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice
from cara_facilitate.tui.widgets.paragraph import Paragraph
from cara_facilitate.tui.widgets.tick_flow import TickFlow
from cara_facilitate.tui.widgets.topline import PRIVATE

IDLE_SECONDS = 180.0
"""A form takes longer than a page that is read; the app itself locks after as long."""
WARN_UNSAVED = 60
"""Seconds before closing from which a form that is not saved says so in its first line."""
NONE_SAID = ""

BACK_KEY = Key("back", "escape", "Back", "Back to the page before", priority=True)


class CaseworkPage(SealedPage):
    """A private page over an open case file; Esc goes back to the page beneath."""

    IDLE: ClassVar[float] = IDLE_SECONDS

    def __init__(self, file: CaseFile) -> None:
        super().__init__()
        self._file = file

    @property
    def unsaved(self) -> bool:
        """Whether something is typed here that nothing has kept yet. Override in a form."""
        return False

    def title_text(self) -> str:
        """The cohort and the page."""
        return f"{self._file.cohort}  {self.NAME}"

    def mode_text(self) -> str:
        """As on every private page; a form that is not saved warns earlier."""
        left = self.seconds_left()
        if self.unsaved and left <= WARN_UNSAVED:
            return f"{PRIVATE}, NOT SAVED, any key keeps it: {max(int(left), 0)} s"
        return super().mode_text()

    def on_tick_flow_accepted(self) -> None:
        """Enter on ticks goes on to the next field."""
        self.focus_next()

    def on_paragraph_kept(self) -> None:
        """Enter in a paragraph goes on to the next field."""
        self.focus_next()

    def action_back(self) -> None:
        """Back to the page beneath, which is private too; not while something is being saved."""
        if self.busy:
            return
        self.let_go()
        self.app.pop_screen()

    def came_back(self, said: str) -> None:
        """The page above has saved and gone by itself. Override where the next Esc matters."""

    def done(self, said: str) -> None:
        """Go by itself after saving, with a sentence on the page beneath."""
        self.let_go()
        self.app.pop_screen()
        beneath = self.app.screen
        if isinstance(beneath, CaseworkPage):
            beneath.came_back(said)
        self.cara.call_after_refresh(self.cara.say, said)


class ReadingPage(CaseworkPage):
    """Words to read from top to bottom with the arrow keys."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("scroll", "up,down,pageup,pagedown,space", "Scroll", "Scroll the page",
            action="scroll('{key}')"),
        BACK_KEY,
    )  # fmt: skip
    DEFAULT_CSS = """
    ReadingPage #words { height: auto; }
    """

    def __init__(self, file: CaseFile, name: str, text: str) -> None:
        super().__init__(file)
        self._name, self._text = name, text

    def body(self) -> ComposeResult:
        """The words."""
        yield Static(paint(self._text, lines=True), id="words")

    def title_text(self) -> str:
        """The cohort and what it is."""
        return f"{self._file.cohort}  {self._name}"

    def action_scroll(self, key: str) -> None:
        """A line or a screenful."""
        scroll(self, key)

    def let_go(self) -> None:
        """Drop the words."""
        self._text = NONE_SAID
        self.query_one("#words", Static).update(paint(NONE_SAID))


def scroll(page: PrivatePage, key: str) -> None:
    """Scroll a page's body by a line or, for the page keys and Space, by most of a screen."""
    lines = max(page.size.height // 2, 4) if key in ("pageup", "pagedown", "space") else 1
    down = key in ("down", "pagedown", "space")
    page.query_one(".body").scroll_relative(y=lines if down else -lines, animate=False)


def value_of(control: object) -> str:
    """What a control of a form holds, as text."""
    value = getattr(control, "value", "")
    return value if isinstance(value, str) else ""


def put_value(control: object, value: str) -> None:
    """Show a value in a control of a form."""
    if isinstance(control, Choice):
        control.pick(value)
    elif isinstance(control, (TickFlow, Paragraph)):
        control.put(value)
    elif isinstance(control, Input):
        control.value = value
