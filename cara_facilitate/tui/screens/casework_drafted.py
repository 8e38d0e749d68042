"""Forms of the casework whose half-typed words outlive the form, until they are saved or erased."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual import on
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError
from cara_facilitate.services.case_drafts import Draft, Form
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.casework_page import CaseworkPage, put_value, value_of
from cara_facilitate.tui.screens.casework_then import as_meant
from cara_facilitate.tui.widgets.forms import Choice
from cara_facilitate.tui.widgets.paragraph import Paragraph
from cara_facilitate.tui.widgets.tick_flow import TickFlow

LEFT = "Not saved. What you typed is kept, sealed; open it again to go on."
RESTORED = "What you had typed is back. It is not saved."
NOTHING_TYPED = "Nothing is typed here that is not saved."
DISCARD = (
    "What was typed here since the last save is erased for good, also what was kept of it, "
    "sealed, in the store. What is saved stays as it is."
)
DISCARDED = "Discarded: what was typed is erased."
PUT_ASIDE = (
    "Put aside: a legal hold stands, so what was typed stays sealed until it is lifted. It does "
    "not come back."
)
DISCARD_KEY = Key(
    "discard", "f6", "Discard", "Erase what is typed and not saved, after asking", show=False
)

KEEP_AFTER = 1.0
"""Seconds from the first key that nothing has kept yet until what stands there is sealed."""

T = TypeVar("T")


class DraftingPage(CaseworkPage):
    """A form; what is typed and not saved is sealed into the store, as it is typed and at the end.

    A power cut or a kill loses what was typed in the last second.
    """

    def __init__(self, file: CaseFile) -> None:
        super().__init__(file)
        self._settled = False
        self._restored: Draft | None = None
        self._keeping: Timer | None = None

    @property
    def form(self) -> Form:
        """Which form it is. Override."""
        raise TypeError("a form must say which it is")

    def draft(self) -> Draft:
        """What stands in it now. Override."""
        raise TypeError("a form must say what stands in it")

    def take_up(self) -> Draft | None:
        """What was typed before, if anything is kept."""
        self._restored = self.cara.drafts.take(self.form)
        return self._restored

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    @on(TickFlow.Changed)
    def note_change(self) -> None:
        """Something in the form is another: seal it within a second, however long one types on."""
        if self._keeping is None and not self._settled and not self.busy:
            self._keeping = self.set_timer(KEEP_AFTER, self._keep_now)

    def _keep_now(self) -> None:
        self._keeping = None
        if not self._settled and not self.busy and self.unsaved:
            self._restored = self._typed_now()
            self.cara.drafts.keep(self.desk, self.form, self._restored)

    def _typed_now(self) -> Draft:
        """What stands in it, with the time at which it came to stand there."""
        draft = self.draft()
        return self._restored if self._restored == draft else draft

    def refused(self, error: CaraError) -> None:
        """Not saved: what is typed is kept as before."""
        super().refused(error)
        self.note_change()

    def keep_begun(self) -> None:
        """Keep and seal what is typed, because the form or the app is about to end."""
        if self._settled:
            return
        if self.unsaved:
            self.cara.drafts.keep(self.desk, self.form, self._typed_now())
        elif self._restored is not None:  # nobody discarded it on purpose
            self.cara.drafts.keep(self.desk, self.form, self._restored)

    def settle(self, call: Callable[[], T], done: Callable[[T], None]) -> None:
        """Save by this call, erase what was kept of the form, then go on with the result."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
        desk, form = self.desk, self.form

        def save() -> T:
            result = call()
            self._settled = True
            with contextlib.suppress(CaraError):  # saved all the same; the next opening erases
                self.cara.drafts.erase(desk, form)
            return result

        self.job(save, done, busy="Saving...")

    def action_back(self) -> None:
        """Back to the page beneath, which is private too; what is typed is kept.

        Not while it is being saved: the page goes by itself then.
        """
        if self.busy:
            return
        unsaved = self.unsaved
        if not unsaved and self._restored is not None and not self._settled:
            self._erase("")  # everything was put back by hand as it was saved
            return
        self.let_go()
        self.app.pop_screen()
        if unsaved:
            self.cara.call_after_refresh(self.cara.say, LEFT)

    def action_discard(self) -> None:
        """Erase what is typed, after asking."""
        if not self.unsaved and self._restored is None:
            self.say(NOTHING_TYPED)
            return
        ask = Ask("Discard what is typed?", DISCARD, yes="Discard it", no="Keep it")
        self.app.push_screen(ask, lambda yes: self._erase(DISCARDED) if yes else None)

    def _erase(self, said: str) -> None:
        desk, form, drafts = self.desk, self.form, self.cara.drafts
        self.job(
            lambda: drafts.erase(desk, form),
            lambda gone: self._gone(said if gone else PUT_ASIDE),
            busy="Erasing...",
        )

    def _gone(self, said: str) -> None:
        self._settled = True
        self.let_go()
        self.app.pop_screen()
        self.cara.call_after_refresh(self.cara.say, said)


class DraftedPage(DraftingPage):
    """A small form, one for the whole cohort; its ``Choice`` called ``whose`` says about whom."""

    FORM: ClassVar[str] = ""
    NOW: ClassVar[str] = ""
    """The field that means "now" while it is empty, if there is one."""

    def on_mount(self) -> None:
        """Show what was typed before, if anything is kept."""
        super().on_mount()
        draft = self.take_up()
        if draft is not None:
            values = as_meant(draft, empty_is_now=self.NOW)
            for control in self._controls():
                words = values.get(control.id or "")
                if words is not None:
                    put_value(control, words)
            self.say(RESTORED)

    @property
    def unsaved(self) -> bool:
        """Whether words were typed that are not recorded."""
        typed = (one for one in self._controls() if isinstance(one, (Input, Paragraph)))
        return not self._settled and any(value_of(one) for one in typed)

    @property
    def form(self) -> Form:
        """The cohort's one form of this kind."""
        return Form(self._file.cohort, self.FORM)

    def draft(self) -> Draft:
        """Every field."""
        values = {one.id or "": Protected(value_of(one)) for one in self._controls()}
        return Draft(values["whose"].reveal(), values, at=self.desk.clock.now())

    def _controls(self) -> list[Widget]:
        return list(self.query("Choice, Line, Paragraph").results(Widget))

    def leave(self, said: str) -> None:
        """Back after recording, with a sentence."""
        self.action_back()
        self.cara.call_after_refresh(self.cara.say, said)

    def let_go(self) -> None:
        """Keep what is not recorded, and empty the fields."""
        self.keep_begun()
        self._settled = True
        for control in self._controls():
            put_value(control, "")
