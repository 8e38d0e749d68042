"""Private views: opened on purpose, one at a time, and closed again if nobody is there."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.screens.views import VIEW_KEYS, VIEWS
from cara_facilitate.tui.widgets.rows import Row, Rows, cells
from cara_facilitate.tui.widgets.topline import PRIVATE

WARN = 10
"""Seconds before closing at which the first line begins to count."""
LOOK_EVERY = 0.5
BACK = Key("back", "escape", "Close", "Close the view; room mode returns", priority=True)


class PrivatePage(Page):
    """A page that room mode never shows and that closes by itself.

    ``VIEW`` is its name in the record of reads; ``SHOWS_FEEDBACK`` says that it opens the sealed
    feedback, so that lifting a curtain drawn over it asks for the passphrase.
    """

    VIEW: ClassVar[str] = ""
    IDLE: ClassVar[float] = 30.0
    SHOWS_FEEDBACK: ClassVar[bool] = False

    def on_mount(self) -> None:
        """Record that it was opened, and watch for somebody being there."""
        if self.VIEW:
            from cara_facilitate.services.reading import note_read

            note_read(self.desk, self.cara.cohort, self.VIEW, self.cara.facilitator)
        self.set_interval(LOOK_EVERY, self.look)

    def look(self) -> None:
        """Close the view if no key was pressed for long enough; the page in front decides."""
        if self.cara.private_page is not self:
            return
        if self.seconds_left() <= 0:
            self.cara.private_timed_out()
        else:
            self.retitle()

    def seconds_left(self) -> float:
        """Seconds until the view closes by itself."""
        return self.IDLE - (self.cara.seconds() - self.cara.touched)

    def mode_text(self) -> str:
        """That it is private, and how long it stays without a key."""
        left = self.seconds_left()
        closing = f", any key keeps it: {max(int(left), 0)} s" if left <= WARN else ""
        return PRIVATE + closing

    def let_go(self) -> None:
        """Drop what is shown; called before the page goes. Override where there is anything."""

    def action_back(self) -> None:
        """Close the view; room mode returns."""
        self.cara.end_private()


class SealedPage(PrivatePage):
    """A page over what the passphrase opened for this view alone.

    In room mode it shows nothing and closes at once, however it was reached.
    """

    SHOWS_FEEDBACK: ClassVar[bool] = True
    DEFAULT_CSS = """
    SealedPage.shut .body { display: none; }
    """

    def on_mount(self) -> None:
        """Watch for somebody being there; go at once if the room may be looking on."""
        super().on_mount()
        if self.cara.room_mode:
            from cara_facilitate.tui.private_app import ROOM_MODE_ON

            self.add_class("shut")
            self.call_later(self.cara.end_private, ROOM_MODE_ON)


class PrivateMenu(PrivatePage):
    """The private views of one cohort."""

    NAME = "Private views"

    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("choose", "enter", "Open", "Open the view marked", bound=False),
        BACK,
        *VIEW_KEYS,
    )

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._rows.add_class("tall")

    def body(self) -> ComposeResult:
        """A menu."""
        yield self._rows

    def title_text(self) -> str:
        """The cohort and the workshop in hand."""
        return f"{self.cara.cohort}  private views, workshop {self.cara.workshop}"

    def draw(self) -> None:
        """The same lines for every cohort."""
        rows = [Row(view, cells((letter, 3), (title, 20), (what, 0, "dim")))
                for view, (letter, title, what) in VIEWS.items()]  # fmt: skip
        self._rows.fill(rows, at=self.cara.wanted_view)
        self._rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open the view."""
        self.cara.open_private(event.row)

    def action_view(self, view: str) -> None:
        """Open the view with this letter."""
        self.cara.open_private(view)
