"""The app itself: one open store, one cohort in hand, and whether anybody may look on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.screen import Screen

from cara_facilitate.services.clock import machine_seconds
from cara_facilitate.tui import keys
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.drafts import KEPT, Drafts, quit_words
from cara_facilitate.tui.idle import Phase
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.curtain import CurtainScreen
from cara_facilitate.tui.screens.help import HelpScreen
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.threshold import is_practice, store_exists

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk, SaveState

LOST = "NOT SAVED: what was entered last never reached the disk. Write it on paper now."
"""Said after the screen is cleared, when the store could not take everything before it closed."""

SAVE_SECONDS = 5.0
"""How long leaving waits for what is queued."""
MEAL = 25
"""Minutes from which a break is the meal, at which an unattended app locks."""
ROOM_MODE_ON = "Room mode is on: F2 leaves it."
BACK_IN_ROOM_MODE = "Room mode is on again."
TIMED_OUT = "Closed after a while without a key. Room mode is on again."

_PRIVATE = {
    "register": ("register", "RegisterScreen"),
    "import": ("import_feedback", "ImportScreen"),
    "readiness": ("readiness", "ReadinessScreen"),
    "briefing": ("briefing", "BriefingScreen"),
    "flags": ("flags", "FlagsScreen"),
    "attendance": ("attendance", "AttendanceScreen"),
    "cover": ("cover", "CoverScreen"),
    "debrief": ("debrief", "DebriefScreen"),
    "note": ("note", "NoteScreen"),
}
"""Each private view's module and class; loaded when first opened."""

APP_KEYS: tuple[Key, ...] = (
    Key("private", "f2", "Private", "Leave room mode for a private view: a PIN, a question",
        "Everywhere"),
    Key("save_again", "f8", "Save", "Try again to save what could not be saved", "Everywhere",
        show=False),
)  # fmt: skip
"""Keys of this app that work on every screen once a store is open."""


class CaraApp(GuardedApp):
    """Screens find the open store and what is chosen here.

    :param folder: the store's folder; without a store in it the first run begins.
    :param locked: the app was locked and is started again.
    :param passphrase: opens the store without typing; empty asks for it.
    :param open_desk: opens a store: folder and passphrase to desk.
    :param make_store: makes one: folder, passphrase, staff reference and roles to desk and
        recovery key.
    :param start: the cohort whose casework is wanted, perhaps with ``/`` and a reference.
    """

    BINDINGS: ClassVar[list[Binding]] = keys.bindings(APP_KEYS)  # type: ignore[assignment]

    def __init__(
        self,
        folder: Path,
        *,
        locked: bool = False,
        passphrase: str = "",
        open_desk: Callable[[Path, str], Desk] | None = None,
        make_store: Callable[[Path, str, str, tuple[str, ...]], tuple[Desk, str]] | None = None,
        clock: Callable[[], float] = machine_seconds,
        start: str = "",
        **guarded: Any,
    ) -> None:
        super().__init__(clock=clock, **guarded)
        self.folder = folder
        self.seconds = clock
        self.cohort = ""
        self.workshop = 1
        self.facilitator = ""
        self.room_mode = True
        self.wanted_view = ""
        self.touched = clock()
        self.drafts = Drafts()
        self._start = start
        self._locked, self._passphrase = locked, passphrase
        self._open_desk, self._make_store = open_desk, make_store
        self._desk: Desk | None = None
        self._ask_on_lift = False

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

    def say(self, sentence: str) -> None:
        """Say one sentence on the page in front."""
        screen = next(s for s in reversed(self._screen_stack) if not isinstance(s, CurtainScreen))
        if isinstance(screen, Page):
            screen.say(sentence)
        else:
            self.notify(sentence)

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

    def action_save_again(self) -> None:
        """Try again to save what could not be saved."""
        if self._desk is not None and self._desk.save_state.failure:
            self._desk.retry()

    def reference_notice(self) -> str:
        """The whole sentence, where the cohort in hand has the open reference text."""
        from cara_facilitate.tui.screens.wording import is_reference

        if self._desk is None or not self.cohort:
            return ""
        from cara_facilitate.domain.curriculum import REFERENCE_SENTENCE

        return REFERENCE_SENTENCE if is_reference(self._desk, self.cohort) else ""

    # Private views.

    def action_private(self) -> None:
        """F2: ask who it is and whether anybody can see the screen."""
        from cara_facilitate.tui.screens.private import PrivatePage

        if not self.is_open or any(isinstance(s, PrivatePage) for s in self._screen_stack):
            return
        if not self.cohort:
            self.say("Choose a cohort first.")
            return
        from cara_facilitate.tui.screens.gate import GateScreen

        self.touched = self.seconds()
        self.push_screen(GateScreen())

    def open_private(self, view: str) -> None:
        """Open a private view; refused in room mode, and where it may not be opened now.

        :param view: one of ``register``, ``import``, ``readiness``, ``briefing``, ``flags``,
            ``attendance``, ``cover``, ``debrief`` and ``note``.
        """
        self.wanted_view = view
        if self.room_mode:
            self.say(ROOM_MODE_ON)
            return
        from cara_facilitate.errors import Refusal
        from cara_facilitate.services.reading import refuse_view

        try:
            refuse_view(self.desk, self.cohort, view, self.facilitator)
        except Refusal as error:
            self.say(error.sentence())
            return
        module, name = _PRIVATE[view]
        kind = getattr(import_module(f"cara_facilitate.tui.screens.{module}"), name)
        self.touched = self.seconds()
        self.push_screen(kind())

    def end_private(self, message: str = BACK_IN_ROOM_MODE) -> None:
        """Close every private page and return to room mode."""
        from cara_facilitate.tui.screens.private import PrivatePage

        self.room_mode = True
        stack = [s for s in self._screen_stack if not isinstance(s, CurtainScreen)]
        first = next((n for n, s in enumerate(stack) if isinstance(s, PrivatePage)), None)
        if first is None:
            return
        for screen in reversed(stack[first:]):
            if isinstance(screen, PrivatePage):
                screen.let_go()
            self.pop_screen()
        self.call_after_refresh(self.say, KEPT if self.drafts else message)

    def curtain_falls(self) -> None:
        """Close private views; if one held feedback, the passphrase lifts the curtain."""
        from cara_facilitate.tui.screens.private import PrivatePage

        self._ask_on_lift = self._ask_on_lift or any(
            isinstance(s, PrivatePage) and s.SHOWS_FEEDBACK for s in self._screen_stack
        )
        self.end_private()

    def lift_screen(self) -> Screen[bool] | None:
        """The passphrase, if victim feedback was open when the curtain fell."""
        if not self._ask_on_lift:
            return None
        from cara_facilitate.tui.screens.lift import LiftScreen

        return LiftScreen(self._lifted)

    def _lifted(self) -> None:
        self._ask_on_lift = False

    def at_work(self) -> bool:
        """A page that reads, saves or opens something."""
        return isinstance(self.screen, Page) and self.screen.busy

    async def on_event(self, event: events.Event) -> None:
        """Any key keeps a private view open."""
        if isinstance(event, events.Key):
            self.touched = self.seconds()
        await super().on_event(event)

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
