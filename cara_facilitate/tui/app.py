"""The app itself: where the work is, what its keys do, and leaving it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding
from textual.screen import Screen

from cara_facilitate.tui import keys
from cara_facilitate.tui.drafts import quit_words
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.private_app import PrivateViewsApp
from cara_facilitate.tui.screens.help import HelpScreen
from cara_facilitate.tui.threshold import is_practice, store_exists

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

APP_KEYS: tuple[Key, ...] = (
    Key("private", "f2", "Private", "Leave room mode for a private view: a PIN, a question",
        "Everywhere"),
    Key("save_again", "f8", "Save", "Try again to save what could not be saved", "Everywhere",
        show=False),
)  # fmt: skip
"""Keys of this app that work on every screen once a store is open."""


class CaraApp(PrivateViewsApp):
    """Screens find the open store and what is chosen here.

    :param folder: the store's folder; without a store in it the first run begins.
    :param locked: the app was locked and is started again.
    :param passphrase: opens the store without typing; empty asks for it.
    :param start: the cohort whose casework is wanted, perhaps with ``/`` and a reference.
    :param store: what :class:`~cara_facilitate.tui.store_app.StoreApp` takes besides.
    """

    BINDINGS: ClassVar[list[Binding]] = keys.bindings(APP_KEYS)  # type: ignore[assignment]

    def __init__(
        self,
        folder: Path,
        *,
        locked: bool = False,
        passphrase: str = "",
        start: str = "",
        **store: Any,
    ) -> None:
        super().__init__(folder, **store)
        self._start = start
        self._locked, self._passphrase = locked, passphrase

    def get_default_screen(self) -> Screen[Any]:
        """The unlock screen, or the first run where there is no store yet."""
        if store_exists(self.folder):
            from cara_facilitate.tui.screens.unlock import UnlockScreen

            return UnlockScreen(
                locked=self._locked,
                passphrase=self._passphrase,
                practice=is_practice(self.folder),
            )
        from cara_facilitate.tui.screens.first_run import FirstRunScreen

        return FirstRunScreen()

    def opened(self, desk: Desk) -> None:
        """A store was unlocked: go where the work is."""
        self._desk = desk
        self._passphrase = ""
        self.forget_typing()  # it was meant for the passphrase, not for what opens now
        desk.listen(self._saved)
        self._go_home(desk)  # over the unlock screen, which Textual cannot replace
        live = [(state.cohort, day.number) for state in desk.cohorts()
                if (day := state.live_workshop) is not None]  # fmt: skip
        if live:
            self.open_live(*live[0])
        if desk.warnings:
            self.call_after_refresh(self.say, " ".join(map(str, desk.warnings)))

    # Going places.

    def _go_home(self, desk: Desk) -> None:
        if set(desk.roles) - {"facilitator"} or self._start:
            from cara_facilitate.tui.screens.caseload import go_home

            go_home(self, self._start)
        else:
            from cara_facilitate.tui.screens.home import HomeScreen

            self.push_screen(HomeScreen())

    def open_cohort(self, cohort: str) -> None:
        """Show a cohort's page."""
        from cara_facilitate.tui.screens.cohort import CohortScreen

        self.cohort = cohort
        self.push_screen(CohortScreen())

    def open_live(self, cohort: str, workshop: int) -> None:
        """Show a workshop that is under way, or about to be."""
        from cara_facilitate.tui.live.screen import LiveScreen

        self.cohort, self.workshop = cohort, workshop
        self.push_screen(LiveScreen(cohort, workshop))
        self.call_after_refresh(self.settle_memory)

    async def action_quit(self) -> None:
        """Leave after asking; the unlock screen has nothing to ask about."""
        if not self.is_open:
            self.exit()
            return
        from cara_facilitate.tui.screens.ask import Ask

        if isinstance(self.screen, Ask):
            return
        words = quit_words(self.practice, self.drafts, self._screen_stack)
        ask = Ask("Quit cara?", words, yes="Quit", no="Stay")
        self.push_screen(ask, lambda quits: self.exit() if quits else None)

    def action_keys(self) -> None:
        """Show what every key does here."""
        if isinstance(self.screen, HelpScreen):
            return
        here = getattr(self.screen, "KEYS", ())
        own = APP_KEYS if self.is_open else ()
        self.push_screen(HelpScreen((*here, *own, *keys.GLOBAL), self.reference_notice()))

    def reference_notice(self) -> str:
        """The whole sentence, where the cohort in hand has the open reference text."""
        from cara_facilitate.tui.screens.wording import is_reference

        if self._desk is None or not self.cohort:
            return ""
        from cara_facilitate.domain.curriculum import REFERENCE_SENTENCE

        return REFERENCE_SENTENCE if is_reference(self._desk, self.cohort) else ""
