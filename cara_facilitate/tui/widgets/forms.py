"""What forms are made of: a labelled line, a choice, ticks and a button, all by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static

from cara_facilitate.tui.text import paint

DOTS = "•"
WIDEST = 26
"""Cells of the labels' column; a longer label stands above its control."""


class Line(Input):
    """A one-line field; Enter goes on to the next one, or posts ``Submitted`` at the last."""

    DEFAULT_CSS = """
    Line, Line:focus {
        border: none; height: 1; padding: 0 1; width: 1fr; max-width: 64; background: $surface;
    }
    Line:focus { background: $panel; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        id: str | None = None,
        secret: bool = False,
        most: int = 0,
        hint: str = "",
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=hint,
            password=secret,
            max_length=most,
            suggester=suggester,
            id=id,
            select_on_focus=False,
        )


class Choice(Widget, can_focus=True):
    """One of several values: Left and Right go through them, a letter jumps, a digit picks.

    :param options: (value, words) pairs; the first one is the default.
    :param digits: whether a digit picks; not where somebody may be typing a PIN.
    """

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; padding: 0 1; max-width: 64; }
    Choice:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right,space", "step(1)", show=False),
        Binding("enter", "accept", show=False),
    ]

    index: reactive[int] = reactive(0)

    class Changed(Message):
        """Another value is chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            """The choice it happened in."""
            return self.choice

    class Accepted(Changed):
        """Somebody pressed Enter on the chosen value."""

    def __init__(
        self,
        options: Iterable[tuple[str, str]],
        value: str = "",
        *,
        id: str | None = None,
        digits: bool = True,
    ) -> None:
        super().__init__(id=id)
        self._digits = digits
        self.options = tuple(options)
        self.pick(value)

    @property
    def value(self) -> str:
        """The chosen value; empty if there is nothing to choose."""
        return self.options[self.index][0] if self.options else ""

    def pick(self, value: str) -> None:
        """Choose a value; one that is not offered changes nothing."""
        values = [one for one, _ in self.options]
        if value in values:
            self.index = values.index(value)

    def offer(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer other values from now on, keeping the present one if it is among them."""
        was = self.value
        self.options = tuple(options)
        self.index = 0
        self.pick(was)
        self.refresh()

    def action_step(self, by: int) -> None:
        """Go to the next or previous value, round and round."""
        if self.options:
            self.index = (self.index + by) % len(self.options)
            self.post_message(self.Changed(self))

    def action_accept(self) -> None:
        """Say that the value stands; a page then goes on to the next field."""
        self.post_message(self.Accepted(self))

    def on_key(self, event: events.Key) -> None:
        """A digit picks by place, a letter the next value whose words begin with it."""
        typed = (event.character or "").lower()
        found: int | None
        if typed in tuple("123456789") and int(typed) <= len(self.options) and self._digits:
            found = int(typed) - 1
        elif typed.isalpha():
            found = self._beginning(typed)
        else:
            found = None
        if found is not None:
            self.index = found
            self.post_message(self.Changed(self))
            event.stop()

    def _beginning(self, letter: str) -> int | None:
        count = len(self.options)
        order = [(self.index + n) % count for n in range(1, count + 1)]
        return next((n for n in order if self.options[n][1].lower().startswith(letter)), None)

    def render(self) -> Content:
        """All values with the chosen one marked, or the chosen one alone where room is short."""
        if not self.options:
            return paint(("nothing to choose from", "dim"))
        whole = Content("   ").join(self._option(n) for n in range(len(self.options)))
        if whole.cell_length <= self.content_size.width:
            return whole
        words, width = self.options[self.index][1], self.content_size.width
        if len(self.options) == 1:
            return paint((words, self._style())).truncate(width, ellipsis=True)
        chosen = paint((f"< {words} >", self._style()))
        place = f"  {self.index + 1} of {len(self.options)}"
        told = f"{place}, Left and Right"
        count = told if chosen.cell_length + len(told) <= width else place
        # How many there are is never what gives way: the words do.
        return paint(chosen.truncate(max(width - len(count), 0), ellipsis=True), (count, "dim"))

    def _option(self, at: int) -> Content:
        words = self.options[at][1]
        if at == self.index:
            return paint((f"({DOTS}) {words}", self._style()))
        return paint((f"( ) {words}", "dim"))

    def _style(self) -> str:
        return "bold underline" if self.has_focus else "bold"


class Press(Widget, can_focus=True):
    """A button on one line; Enter or Space presses it."""

    DEFAULT_CSS = """
    Press { height: 1; width: auto; margin-top: 1; }
    Press:focus { background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    class Pressed(Message):
        """Somebody pressed it."""

        def __init__(self, button: Press) -> None:
            super().__init__()
            self.button = button

        @property
        def control(self) -> Press:
            """The button."""
            return self.button

    def __init__(self, label: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label

    def action_press(self) -> None:
        """Say that it was pressed."""
        self.post_message(self.Pressed(self))

    def on_click(self) -> None:
        """A click presses too."""
        self.action_press()

    def render(self) -> Content:
        """The label between brackets."""
        return paint((f"[ {self._label} ]", "bold reverse" if self.has_focus else "bold"))


class Field(Vertical):
    """A label, its control, and what is wrong with it in plain words beneath."""

    DEFAULT_CSS = """
    Field { height: auto; }
    Field Horizontal { height: auto; }
    Field .label { width: 26; color: $text-muted; }
    Field .fault { margin-left: 27; color: $text-error; display: none; }
    Field.wrong .fault { display: block; }
    Field.wide .label { width: 1fr; margin-top: 1; }
    Field.wide Line, Field.wide Choice { margin-left: 26; }
    """

    def __init__(self, label: str, control: Widget, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label = label
        self.control = control
        self._fault = Static(classes="fault")

    def compose(self) -> ComposeResult:
        """Label and control side by side."""
        label = Static(paint(self._label), classes="label")
        if len(self._label) < WIDEST:
            with Horizontal():
                yield label
                yield self.control
        else:
            self.add_class("wide")
            yield label
            yield self.control
        yield self._fault

    @property
    def value(self) -> str:
        """What the control holds."""
        control: Any = self.control
        return str(control.value)

    def put(self, value: str) -> None:
        """Give the control a value; a choice takes only what it offers."""
        if isinstance(self.control, Choice):
            self.control.pick(value)
        elif isinstance(self.control, Input):
            self.control.value = value

    def clear(self) -> None:
        """Empty a line; a choice stays."""
        if isinstance(self.control, Input):
            self.control.value = ""

    def fault(self, sentence: str) -> None:
        """Show what is wrong; an empty sentence clears it."""
        self._fault.update(paint(sentence))
        self.set_class(bool(sentence), "wrong")
