"""What every ordinary page shares: its first line, its message, its status line and key bar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from cara_facilitate.errors import CaraError
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.banner import FlagBanner
from cara_facilitate.tui.widgets.forms import Choice
from cara_facilitate.tui.widgets.keybar import KeyBar
from cara_facilitate.tui.widgets.status import StatusLine
from cara_facilitate.tui.widgets.topline import ROOM, PracticeBanner, TopLine

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.tui.app import CaraApp

T = TypeVar("T")


class Page(KeyedScreen):
    """A whole-screen page; subclasses give ``title`` and ``body``, and ``draw`` what changes."""

    NAME: ClassVar[str] = "cara"
    DEFAULT_CSS = """
    Page { layout: vertical; }
    Page .body { height: 1fr; padding: 1 1 0 1; overflow-y: auto; scrollbar-size-vertical: 1; }
    Page .notice { height: auto; max-height: 4; padding: 0 1; display: none; color: $text-warning; }
    Page .notice.shown { display: block; }
    Page.two-hints StatusLine { margin-bottom: 2; }
    Page .quiet { color: $text-muted; height: auto; }
    Page .loud { text-style: bold; height: auto; }
    Page .gap { margin-top: 1; }
    Page .buttons { height: auto; margin-top: 1; }
    Page .buttons Press { margin: 0 2 0 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._top = TopLine()
        self._flag = FlagBanner()
        self._notice = Static(classes="notice")
        self._busy = False

    @property
    def cara(self) -> CaraApp:
        """The app, as what it is."""
        return cast("CaraApp", self.app)

    @property
    def desk(self) -> Desk:
        """The open store."""
        return self.cara.desk

    @property
    def busy(self) -> bool:
        """Whether it waits for a job."""
        return self._busy

    def compose(self) -> ComposeResult:
        """First line, banners, body, message and the two lines at the foot."""
        yield self._top
        if self.cara.practice:
            yield PracticeBanner()
        yield self._flag
        with Vertical(classes="body"):
            yield from self.body()
        yield self._notice
        yield StatusLine()
        yield KeyBar(self.KEYS)

    def body(self) -> ComposeResult:
        """The page's own widgets. Override."""
        yield Static()

    def title_text(self) -> str:
        """What the first line says. Override where it depends on something."""
        return self.NAME

    def mode_text(self) -> str:
        """What the first line says of the mode."""
        return ROOM if self.cara.is_open else ""

    def draw(self) -> None:
        """Bring what is shown up to date; called when the page comes to the front. Override."""

    def on_screen_resume(self) -> None:
        """Show things as they are now."""
        self.retitle()
        self.tell_flag()
        self.draw()
        self.cara.tell_status()

    def on_screen_suspend(self) -> None:
        """A message is not kept for when somebody comes back from another page."""
        if isinstance(self.app.screen, Page):
            self.say("")

    def tell_flag(self) -> None:
        """Show the banner while any flag of the store is open."""
        self._flag.look()

    def retitle(self) -> None:
        """Write the first line again."""
        self._top.tell(self.title_text(), self.mode_text())

    def say(self, sentence: str) -> None:
        """Show one message above the foot; an empty one clears it."""
        self._notice.update(paint(sentence))
        self._notice.set_class(bool(sentence), "shown")

    def refused(self, error: CaraError) -> None:
        """Show why something was not done."""
        self.say(error.sentence())

    def on_choice_accepted(self, event: Choice.Accepted) -> None:
        """Enter on a choice goes on to the next field."""
        del event
        self.focus_next()

    def action_back(self) -> None:
        """Go back to the page before."""
        self.app.pop_screen()

    def job(
        self, call: Callable[[], T], done: Callable[[T], None], *, busy: str = "Working..."
    ) -> None:
        """Run ``call`` off the interface thread, then ``done`` with its result.

        A refusal is shown; a second job while one runs is not begun.
        """
        if self._busy:
            return
        self._busy = True
        self.say(busy)
        self.run_worker(self._job(call, done))

    async def _job(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        try:
            result = await asyncio.to_thread(call)
        except CaraError as error:
            self._busy = False
            self.cara.forget_typing()  # what was typed ahead took it for granted
            self.refused(error)
            return
        self._busy = False
        self.say("")
        done(result)
