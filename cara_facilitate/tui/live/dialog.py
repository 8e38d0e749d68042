"""What opens over the live screen: one box, whose keys, hints and help are one list of choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from cara_facilitate.domain.events import Event
from cara_facilitate.domain.flags import BANNER
from cara_facilitate.errors import CaraError
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.keys import CURTAIN, HELP, HELP_IN_A_FIELD, Key
from cara_facilitate.tui.live.live_keys import hint_rows
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.text import clean, paint, show
from cara_facilitate.tui.widgets.banner import flag_is_open


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be done now.

    :param keys: Textual key names or characters; the first is the one shown.
    :param label: a few words for the hint line; empty keeps it to the help screen.
    """

    keys: str
    label: str
    act: Callable[[], None]
    help: str = ""

    def key(self) -> Key:
        """The same as a row of the key table."""
        return Key(
            f"choice_{self.keys}", self.keys, self.label, self.help or self.label,
            show=bool(self.label), bound=False,
        )  # fmt: skip

    def matches(self, event: events.Key) -> bool:
        """Whether this key press means it."""
        names = self.keys.split(",")
        return event.key in names or (event.character or "\0") in names


class Dialog(KeyedScreen, ModalScreen[Any]):
    """A box over the live screen. Every step has a body and its choices; nothing else works.

    :param room: the workshop it is about.
    """

    # Not CSS: that of a screen is scoped to the subclass's name.
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 70%; }
    Dialog #box { width: 80; max-width: 100%; height: auto; max-height: 100%;
                  border: round $foreground 40%; border-title-style: bold;
                  border-subtitle-style: bold; border-subtitle-align: left;
                  border-subtitle-color: $foreground; border-subtitle-background: $warning 30%;
                  background: $surface; padding: 0 1;
                  scrollbar-size: 1 1; }
    Dialog #body { height: auto; }
    Dialog #hints { height: auto; margin-top: 1; color: $text-muted; }
    Dialog #field { border: none; height: 1; padding: 0; background: $panel; display: none;
                    margin-top: 1; }
    Dialog #field.asked { display: block; }
    """
    AUTO_FOCUS = ""
    TITLE_WORDS: ClassVar[str] = ""

    def __init__(self, room: Room) -> None:
        super().__init__()
        self.room = room
        self.trouble = ""
        self._said = Static(id="body")
        self._hints = Static(id="hints")
        self._field = Input(id="field")
        self._offered: tuple[Choice, ...] = ()

    def body(self) -> Content:
        """What this step says; nothing, unless a dialog says otherwise."""
        return Content("")

    def choices(self) -> Sequence[Choice]:
        """What can be done at this step; nothing, unless a dialog says otherwise."""
        return ()

    def compose(self) -> ComposeResult:
        """The box: words, a field where one is asked for, and the hints."""
        with VerticalScroll(id="box", can_focus=False):
            yield self._said
            yield self._field
            yield self._hints

    def on_mount(self) -> None:
        """Draw the first step."""
        self.query_one("#box").border_title = show(self.TITLE_WORDS)
        self.redraw()

    def redraw(self) -> None:
        """Draw the present step again."""
        self._offered = tuple(self.choices())
        own = [choice.key() for choice in self._offered]
        self.KEYS = tuple(own)  # type: ignore[misc]  # the help screen reads it from the instance
        # On the box's own edge, where no step can push it out of the window.
        flagged = flag_is_open(self.app)
        self.query_one("#box").border_subtitle = show(BANNER) if flagged else ""
        parts = [self.body()]
        if self.trouble:
            parts.append(paint("\n\n", (self.trouble, "bold $text-error"), lines=True))
        self._said.update(paint(*parts))
        last = HELP_IN_A_FIELD if self._field.has_class("asked") else HELP
        shown = [key for key in (*own, CURTAIN, last) if key.show]
        self._hints.update(Content("\n").join(hint_rows(shown, 74)))

    def ask(self, value: str = "", limit: int = 0) -> None:
        """Show the field with this text in it, ready to type.

        :param limit: the longest text in characters; 0 for none.
        """
        self._field.max_length = limit or None
        self._field.value = clean(value)
        self._field.add_class("asked")
        self._field.focus()

    def stop_asking(self) -> None:
        """Put the field away."""
        self._field.remove_class("asked")
        self._field.value = ""
        self.set_focus(None)

    @property
    def typed(self) -> str:
        """What stands in the field, without spaces around it."""
        return self._field.value.strip()

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something that may be refused; a refusal is shown in its own words."""
        try:
            act()
        except CaraError as error:
            self.trouble = error.sentence()
            return False
        self.trouble = ""
        return True

    def undo_last(self, *kinds: type[Event]) -> None:
        """Take back the last entry that this box is about, and say what it was."""
        said: list[str] = []
        if self.attempt(lambda: said.append(self.room.take_back_last(*kinds))):
            self.trouble = f"Undone: {said[0]}."

    def on_key(self, event: events.Key) -> None:
        """Only the present choices do anything; the app's own keys still work."""
        for choice in self._offered:
            if choice.matches(event):
                event.stop()
                event.prevent_default()
                self.trouble = ""
                choice.act()
                if self.is_attached and self.is_current:
                    self.redraw()
                return
        if event.key in ("pageup", "pagedown"):
            box = self.query_one("#box")  # in a small window the hints may stand below its edge
            (box.scroll_page_up if event.key == "pageup" else box.scroll_page_down)(animate=False)
            return
        self.stray(event)

    def stray(self, event: events.Key) -> None:
        """A key that means nothing here. Override to answer it."""
        del event

    def answer(self, value: str) -> None:
        """Close with this answer."""
        self.dismiss(value)

    def done(self) -> None:
        """Close with no answer."""
        self.dismiss(None)
