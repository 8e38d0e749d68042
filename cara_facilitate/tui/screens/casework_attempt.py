"""One attempt to reach somebody, noted in a few keys; a conversation goes on to the form."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cara_facilitate.domain.casework import (
    ATTEMPT_OUTCOMES,
    HEARD,
    METHODS,
    WHY_OUTSIDE,
    Attempt,
    CaseRecord,
    SafeContact,
    words,
)
from cara_facilitate.domain.casework_rules import OUTSIDE, agreed_until
from cara_facilitate.domain.contact_window import outside
from cara_facilitate.domain.contact_window import show as windows_text
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import casework
from cara_facilitate.services.case_drafts import ATTEMPT, RECORD, Draft, Form
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_drafted import RESTORED, DraftingPage
from cara_facilitate.tui.screens.casework_form import CaseworkForm, raised_words
from cara_facilitate.tui.screens.casework_page import BACK_KEY, put_value, value_of
from cara_facilitate.tui.screens.casework_then import as_meant
from cara_facilitate.tui.screens.casework_values import NO_MOMENT, WHEN_HINT, attempt_now, moment
from cara_facilitate.tui.text import paint, show
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

SPOKEN = "spoken"
LEADS_TO = {
    "no_answer": "unreachable",
    "wrong_number": "unreachable",
    "message_left": "unreachable",
    "declined": "declined",
    "unsafe_ended": "unsafe",
}
"""What an attempt makes of the contact as a whole, where nothing was heard."""
_WHY = tuple((one, words(one)) for one in WHY_OUTSIDE)
_FURTHER = ("not_attempted", "unreachable", "declined", "unsafe")
THEN = "The contact as a whole then counts as: {outcome}."
FORM_NEXT = "The form opens next, with this attempt in it."
KEEP_TO_IT = "Keep to the safe way, days and hours."
NOT_NOW = "Now is OUTSIDE the agreed days and hours. "
NO_SAFE = "No safe contact is noted yet."


class AttemptPage(DraftingPage):
    """How it was tried, what came of it, and when; kept against a kill, dropped with Esc.

    :param record: the newest version of the person's record, or None.
    """

    NAME = "Attempt"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "enter", "Next", "Go on; on the button, save", bound=False),
        Key("choose", "left,right", "Choose", "Go through the answers", bound=False),
        replace(BACK_KEY, help="Back; an attempt that is not saved is dropped"),
    )

    def __init__(self, file: CaseFile, ref: str, record: CaseRecord | None) -> None:
        super().__init__(file)
        self._ref, self._record = ref, record
        self._method = Choice([(one, words(one)) for one in METHODS], id="method")
        outcomes = [(one, words(one)) for one in (*ATTEMPT_OUTCOMES[1:], SPOKEN)]
        self._outcome = Choice(outcomes, id="came_of_it")
        self._when_line = Line(id="when", most=20, hint=WHEN_HINT)
        self._when = Field("When", self._when_line)
        self._how = Field("How it was tried", self._method)
        self._why = Choice([("", "choose, or correct the time"), *_WHY], id="why")
        self._outside = Field("Outside those hours: why", self._why)
        self._then = Static(classes="quiet gap")
        self._save = Press("Save the attempt", id="save")
        self._begun: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """What may be used safely, and three questions."""
        yield Static(self._safe())
        yield Static()
        yield self._how
        yield Field("What came of it", self._outcome)
        yield self._when
        yield self._outside
        yield self._then
        yield self._save

    def _safe(self) -> Content:
        """How they said they can be reached; nothing is allowed that they did not allow."""
        safe = self._record.safe_contact if self._record else SafeContact()
        told = (safe.how.reveal(), windows_text(safe.windows), safe.note.reveal())
        said = [one for one in told if one]
        voicemail = "voicemail allowed" if safe.voicemail else "NO voicemail"
        texts = "texts allowed" if safe.text else "NO texts"
        interpreter = "; interpreter, never family" if safe.interpreter else ""
        return paint(
            (NOT_NOW if self._is_outside(self.desk.clock.now()) else "", "bold"),
            ("Safe contact: ", "bold"),
            show("; ".join(said)) if said else NO_SAFE,
            f"\n{voicemail}, {texts}{interpreter}. {KEEP_TO_IT}",
            lines=True,
        )

    def title_text(self) -> str:
        """Whose."""
        return f"{self._ref}  {self.NAME}"

    def on_mount(self) -> None:
        """Ready to choose."""
        super().on_mount()
        self._begun = self._typed()
        draft = self.take_up()
        if draft is not None:
            values = self._begun | as_meant(draft, empty_is_now="when")
            for key, control in self._controls().items():
                put_value(control, values[key])
            self.say(RESTORED)
        self._tell()
        self._method.focus()

    @property
    def form(self) -> Form:
        """This person's attempt."""
        base, _ = self._base()
        return Form(base.cohort, ATTEMPT, base.ref, base.feedback_id)

    def draft(self) -> Draft:
        """The three answers, and why."""
        values = {key: Protected(value) for key, value in self._typed().items()}
        base = self._record.version if self._record else 0
        return Draft(self._ref, values, base=base, at=self.desk.clock.now())

    @property
    def unsaved(self) -> bool:
        """Whether an answer is another than the page began with."""
        return not self._settled and bool(self._begun) and self._typed() != self._begun

    def _controls(self) -> dict[str, Widget]:
        return {
            "method": self._method,
            "came_of_it": self._outcome,
            "when": self._when_line,
            "why": self._why,
        }

    def _typed(self) -> dict[str, str]:
        return {key: value_of(control) for key, control in self._controls().items()}

    def action_back(self) -> None:
        """Back to the page beneath; what was not saved is dropped, also where it was sealed."""
        if self.busy:
            return
        if self.unsaved or self._restored is not None:
            self._erase("")
        else:
            super().action_back()

    def let_go(self) -> None:
        """Keep what is not saved: the page closes by itself."""
        self.keep_begun()
        self._settled = True

    def _is_outside(self, at: datetime) -> bool:
        """Whether an attempt at this time is outside what stood agreed then."""
        if self._record is None:
            return False
        agreed = self._file.work.agreed(self._record.feedback_id)
        return outside(agreed_until(self._record, agreed), at)

    def _at(self) -> datetime | None:
        now, typed = self.desk.clock.now(), self._when.value.strip()
        return moment(typed, now) if typed else now

    def on_choice_changed(self) -> None:
        """Say what it makes of the contact."""
        self._tell()

    def on_input_changed(self) -> None:
        """Another time may be outside what was agreed."""
        self._tell()

    def _tell(self) -> None:
        at = self._at()
        self._outside.display = at is not None and self._is_outside(at)
        came = self._outcome.value
        text = FORM_NEXT if came == SPOKEN else THEN.format(outcome=words(self._whole(came)))
        self._then.update(paint(text))

    def _whole(self, came_of_it: str) -> str:
        now = self._record.outcome if self._record else _FURTHER[0]
        if now in HEARD:
            return now
        return max(now, LEADS_TO[came_of_it], key=_FURTHER.index)

    def on_input_submitted(self) -> None:
        """Enter at the time goes on to the button."""
        self.focus_next()

    def on_press_pressed(self) -> None:
        """Save it, or go on to the form with it."""
        at = self._at()
        self._when.fault("" if at is not None else NO_MOMENT)
        if at is None:
            return
        why = self._why.value if self._outside.display else ""
        attempt = attempt_now(self._method.value, self._outcome.value, at, why)
        late = not why and self._is_outside(attempt.at)
        self._outside.fault(f"This attempt {OUTSIDE}" if late else "")
        if late:
            self._why.focus()
            return
        if attempt.outcome == SPOKEN:
            self._go_on(attempt)
        else:
            self._keep(attempt)

    def _go_on(self, attempt: Attempt) -> None:
        """To the form, which keeps the attempt from now on."""
        base, is_new = self._base()
        made = CaseworkForm(self._file, base, is_new=is_new, attempt=attempt)

        def switch(_: None) -> None:
            self.app.switch_screen(made)

        self.settle(lambda: None, switch)

    def _base(self) -> tuple[CaseRecord, bool]:
        if self._record is not None:
            return self._record, False
        return casework.blank_record(self.desk, self._file.cohort, self._ref), True

    def _keep(self, attempt: Attempt) -> None:
        base, is_new = self._base()
        record = replace(
            base,
            version=base.version + (0 if is_new else 1),
            worker=self.desk.owner,
            attempts=(*base.attempts, attempt),
            outcome=self._whole(attempt.outcome),
            not_attempted_reason="",
        )
        faults = casework.check(self.desk, self._file.work, record)
        self._how.fault(" ".join(fault.sentence for fault in faults))
        if faults:
            self._method.focus()
            return
        desk, work, drafts = self.desk, self._file.work, self.cara.drafts
        form = Form(record.cohort, RECORD, record.ref, record.feedback_id)
        mine, draft = self.form, replace(self.draft(), attempts=(attempt,))
        sealed = self._restored is not None

        def save() -> int:
            if sealed:  # with its time, so that a kill before it is erased saves nothing twice
                drafts.keep(desk, mine, draft)
            raised = casework.save(desk, work, record)
            drafts.seal_again(desk, form)  # what is half typed about the person stands
            return len(raised)

        self.settle(save, lambda raised: self._kept(record, raised))

    def _kept(self, record: CaseRecord, raised: int) -> None:
        more = f" {raised_words(raised)}" if raised else ""
        self.done(f"Attempt saved, version {record.version}.{more}")
