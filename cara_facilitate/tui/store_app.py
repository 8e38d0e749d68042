"""The app with its one store: opening it, saving into it, and what its day is doing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.services.clock import machine_seconds
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.drafts import Drafts
from cara_facilitate.tui.idle import Phase
from cara_facilitate.tui.screens.page import Page

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk, SaveState

LOST = "NOT SAVED: what was entered last never reached the disk. Write it on paper now."
"""Said after the screen is cleared, when the store could not take everything before it closed."""

SAVE_SECONDS = 5.0
"""How long leaving waits for what is queued."""
MEAL = 25
"""Minutes from which a break is the meal, at which an unattended app locks."""


class StoreApp(GuardedApp):
    """Holds the store's folder, and the open store once there is one.

    :param folder: the store's folder.
    :param open_desk: opens a store: folder and passphrase to desk.
    :param make_store: makes one: folder, passphrase, staff reference and roles to desk and
        recovery key.
    """

    def __init__(
        self,
        folder: Path,
        *,
        open_desk: Callable[[Path, str], Desk] | None = None,
        make_store: Callable[[Path, str, str, tuple[str, ...]], tuple[Desk, str]] | None = None,
        clock: Callable[[], float] = machine_seconds,
        **guarded: Any,
    ) -> None:
        super().__init__(clock=clock, **guarded)
        self.folder = folder
        self.seconds = clock
        self.drafts = Drafts()
        self._open_desk, self._make_store = open_desk, make_store
        self._desk: Desk | None = None

    # The store.

    @property
    def is_open(self) -> bool:
        """Whether a store is unlocked."""
        return self._desk is not None

    @property
    def desk(self) -> Desk:
        """The unlocked store.

        :raises RuntimeError: before it is.
        """
        if self._desk is None:
            raise RuntimeError("no store is open")
        return self._desk

    @property
    def practice(self) -> bool:
        """Whether the open store holds made-up people only."""
        return self._desk is not None and self._desk.practice

    def opener(self, passphrase: str) -> Desk:
        """Open the store; call it off the interface thread."""
        from cara_facilitate.services.bootstrap import open_desk

        return (self._open_desk or open_desk)(self.folder, passphrase)

    def maker(self, passphrase: str, owner: str, roles: tuple[str, ...]) -> tuple[Desk, str]:
        """Make the store; call it off the interface thread."""
        from cara_facilitate.services.bootstrap import make_store

        if self._make_store is not None:
            return self._make_store(self.folder, passphrase, owner, roles)
        return make_store(self.folder, passphrase, owner, roles=roles)

    # The day, for the idle rules and the curtain.

    def _live_day(self) -> tuple[str, int] | None:
        if self._desk is None:
            return None
        found = ((s.cohort, d.number) for s in self._desk.cohorts() if (d := s.live_workshop))
        return next(found, None)

    def idle_phase(self) -> Phase:
        """Closed before unlocking; live, lunch or other after."""
        live = self._live_day()
        if self._desk is None:
            return Phase.CLOSED
        if live is None:
            return Phase.OTHER
        cohort, number = live
        day = self._desk.state(cohort).workshops[number]
        item = self._desk.curriculum(cohort, number).item(number, day.present_item)
        return Phase.LUNCH if item.is_break and item.minutes >= MEAL else Phase.LIVE

    def curtain_lines(self) -> Sequence[str]:
        """The time; in a live day also the activity and the minutes left."""
        live = self._live_day()
        if self._desk is None:
            return super().curtain_lines()
        if live is None:
            return (f"{self._desk.clock.now():%H:%M}",)
        from cara_facilitate.tui.live.room import Room

        room = Room(self._desk, *live)
        return (f"{room.now:%H:%M}", *room.curtain_words())

    # Saving and leaving.

    def _saved(self, state: SaveState) -> None:
        del state  # called on the writer thread; the interface looks for itself
        self.call_later(self.tell_status)

    def tell_status(self) -> None:
        """Bring the status line of the page in front up to date."""
        if self._desk is None:
            return
        for line in self._status_lines():
            if isinstance(line.screen, Page):  # the live screen tells its own
                line.tell(self._desk.save_state)
                line.screen.tell_flag()

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """Leave, by quitting or locking; a flag or a form begun is kept as it stands."""
        self._keep_begun()
        super().exit(*args, **kwargs)

    def _keep_begun(self) -> None:
        for screen in self._screen_stack if self._desk is not None else ():
            keep = getattr(screen, "keep_begun", None)
            if keep is not None:
                keep()

    def _handle_exception(self, error: Exception) -> None:
        with suppress(Exception):  # a crash is told and stops the app, whatever cannot be kept
            self._keep_begun()
        super()._handle_exception(error)

    def leaving(self) -> None:
        """Wait for what is queued; called from another thread when the process must end."""
        self._keep_begun()
        if self._desk is not None:
            self._desk.flush(SAVE_SECONDS)

    def on_unmount(self) -> None:
        """Save what is queued and close the store."""
        if self._desk is not None:
            if self._desk.close() and not self.closing_sentence:
                self.closing_sentence = LOST
            self._desk = None

    def action_save_again(self) -> None:
        """Try again to save what could not be saved."""
        if self._desk is not None and self._desk.save_state.failure:
            self._desk.retry()
