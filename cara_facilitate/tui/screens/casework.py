"""The casework of one cohort: a line a reference, and everything a worker does from there."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from cara_facilitate.domain.casework import CaseRecord, withdrawal, words
from cara_facilitate.domain.escalations import open_for
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.errors import CaraError
from cara_facilitate.services import casework, escalation
from cara_facilitate.services.case_drafts import ATTEMPT, RECORD, Form
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.services.recalling import recall
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.casework_form import CaseworkForm, raised_words
from cara_facilitate.tui.screens.casework_page import BACK_KEY, CaseworkPage, ReadingPage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

HEAD = ("Reference", "Check word", "Last attempt", "Outcome", "Level", "")
SHORT_HEAD = ("Reference", "Check", "Last", "Outcome", "Lv", "")
WIDE = (14, 12, 14, 15, 7, 0)
NARROW = (14, 6, 8, 12, 5, 0)
NARROW_BELOW = 74
TO_BE_TOLD = "to be told"
WITHDRAW = (
    "The words are taken out of the next version. Then make an extract at once (x): it must "
    "reach the session laptop and be imported there, or the earlier words stay in use. Have "
    "every export that holds them recalled."
)
WITHDRAWN = "Withdrawn. Now x: the new extract must be imported."
NO_RECORD = "There is no record for this line yet: Enter makes one."
TOO_SOON = 2.0
"""Seconds after a form has saved and gone in which one Esc was still meant for the form."""
ESC_AGAIN = "Esc again closes the casework."
NO_OUTCOME = "Nothing was told back yet. It comes with a hand-over after workshop two."
OUTCOME_WORDS = {"used": "used", "not_used": "not used", "not_held": "the workshop was not held"}
OUTCOMES_ABOUT = (
    "What became of the feedback on the day. Tell the person, if they wish to know and it is "
    "safe. Nothing here says how it was used.\n\n"
)


class CaseworkScreen(CaseworkPage):
    """References, never seats or names; the records behind them one key away.

    :param ref: whose form to open at once, or empty.
    """

    NAME = "Casework"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("open", "enter", "Open", "Open the record marked, or make one", bound=False),
        Key("attempt", "a", "Attempt", "Note an attempt quickly: how, what came of it, when"),
        Key("escalations", "e", "Pass on", "Escalations: what must be passed on, to whom, by when"),
        Key("hand_on", "x", "Extract", "Write the extract, for a person or as plain CSV"),
        replace(BACK_KEY, label="Close", help="Close the casework; room mode returns"),
        Key("check_word", "k", "Check word", "Type the check word that was told by voice"),
        Key("withdraw", "w", "Withdraw", "Withdraw the feedback marked, after asking"),
        Key("another", "plus", "Another", "Another person harmed by the same participant: a "
            "record of their own"),
        Key("outcomes", "o", "Told back", "What became of the feedback: used, not used, not held"),
        Key("card", "c", "Card", "The plain words to read aloud before anything is asked"),
        Key("move", "up,down", "Choose", "Go to another line", bound=False, show=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    CaseworkScreen #about { height: auto; margin-top: 1; }
    """

    def __init__(self, file: CaseFile, ref: str = "") -> None:
        super().__init__(file)
        self._ref = ref
        self._head = Static(classes="quiet")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._about = Static(id="about", classes="quiet")
        self._saved_at: float | None = None
        self._said = ""

    def body(self) -> ComposeResult:
        """The lines, and a word about the one marked."""
        yield self._head
        yield self._rows
        yield self._about

    def on_mount(self) -> None:
        """Open the form that was asked for; forms half typed are marked and come back."""
        super().on_mount()
        self.cara.drafts.put_back(self._file.drafts)
        if self._ref:
            self.call_after_refresh(self._open_first, self._ref)

    def _open_first(self, ref: str) -> None:
        mine = [row.id for row in self._rows.rows if row.id.startswith(f"{ref}/")]
        if mine:
            self._rows.fill(self._rows.rows, at=mine[0])
            self._open(mine[0])
        else:
            self.say("This reference is not among this cohort's records.")

    def draw(self) -> None:
        """Read every record again."""
        narrow = self.size.width < NARROW_BELOW
        head, widths = (SHORT_HEAD, NARROW) if narrow else (HEAD, WIDE)
        self._head.update(paint("  ", cells(*zip(head, widths, strict=True))))
        rows = []
        for ref in self._file.work.refs:
            mine: tuple[CaseRecord | None, ...] = self._file.work.of(ref) or (None,)
            rows += [Row(f"{ref}/{one.feedback_id if one else ''}",
                         self._line(ref, one, number, widths))
                     for number, one in enumerate(mine, 1)]  # fmt: skip
        self._rows.fill(rows)
        self._rows.focus()
        self._tell_about()

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        self.draw()

    def _line(
        self, ref: str, record: CaseRecord | None, number: int, widths: tuple[int, ...]
    ) -> Content:
        last = max((one.at for one in record.attempts), default=None) if record else None
        told = ref in self._file.work.check_words
        short = widths is NARROW
        parts = (
            ref if number == 1 else f"  person {number}",
            ("told" if told else "ask" if short else TO_BE_TOLD) if number == 1 else "",
            (f"{last:%d %b}" if short else f"{last:%d %b %H:%M}") if last else "none",
            words(record.outcome) if record else "no record",
            record.level.value if record else "-",
            self._marks(ref, record),
        )
        return cells(*zip(parts, widths, strict=True))

    def _marks(self, ref: str, record: CaseRecord | None) -> str:
        known = escalation.standing(self.desk, self._file.cohort)
        feedback_id = record.feedback_id if record else ""
        marks = []
        if open_for(feedback_id, ref, known, self._file.work.described):
            marks.append("ESCALATION")
        if record is not None and record.withdrawn:
            marks.append("withdrawn")
        governs = self._governs(ref)
        if record is not None and governs is not None and record.level > governs:
            marks.append(f"{governs.value} governs")
        form = self._form(ref, record)
        if {form, replace(form, name=ATTEMPT)} & self.cara.drafts.begun():
            marks.append("not saved")
        if record in self._file.work.of(ref)[-1:] and self._another_begun(ref):
            marks.append("+ not saved")
        return " ".join(marks)

    def _governs(self, ref: str) -> Level | None:
        """The strictest level of several people harmed; None where there is one at most."""
        work = self._file.work
        return work.governs(ref) if len(work.of(ref)) > 1 else None

    def _form(self, ref: str, record: CaseRecord | None) -> Form:
        feedback_id = record.feedback_id if record else casework.first_id(self.desk, ref)
        return Form(self._file.cohort, RECORD, ref, feedback_id)

    def _another_begun(self, ref: str) -> str:
        """The id of a record begun for another person and never saved, or empty."""
        saved = {one.feedback_id for one in self._file.work.of(ref)}
        begun = (
            one.feedback_id
            for one in self.cara.drafts.begun()
            if (one.cohort, one.name, one.ref) == (self._file.cohort, RECORD, ref)
        )
        return next((one for one in begun if one not in saved), "")

    def _tell_about(self) -> None:
        ref, record = self._here()
        text = ""
        if ref and ref not in self._file.work.check_words:
            text = (
                "The check word is to be told by voice by a facilitator or the manager, never "
                "with the reference in one message: k. No extract without it."
            )
        elif record is not None:
            text = self._about_record(ref, record)
        self._about.update(paint(text))

    def _about_record(self, ref: str, record: CaseRecord) -> str:
        parts = [f"Version {record.version}."]
        told = self._file.work.outcomes.get(record.feedback_id)
        if told is not None:
            parts.append(f"Told back: {OUTCOME_WORDS[told.outcome]}.")
        governs = self._governs(ref)
        if governs is not None:
            parts.append(f"Of several people harmed the strictest level governs: {governs.value}.")
        parts.append("+ records another person harmed.")
        return " ".join(parts)

    def on_rows_moved(self) -> None:
        """Say a word about the line marked."""
        self._tell_about()

    def _here(self) -> tuple[str, CaseRecord | None]:
        ref, _, feedback_id = self._rows.here.partition("/")
        return ref, self._file.work.records.get(feedback_id)

    # What can be done.

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open the record marked."""
        self._open(event.row)

    def _open(self, row: str) -> None:
        ref, _, feedback_id = row.partition("/")
        record = self._file.work.records.get(feedback_id)
        base = record or casework.blank_record(self.desk, self._file.cohort, ref)
        self.app.push_screen(CaseworkForm(self._file, base, is_new=record is None))

    def action_another(self) -> None:
        """A record for another person harmed by the same participant."""
        ref, record = self._here()
        if record is None:
            self.say("The first person has no record yet: Enter makes one.")
            return
        base = casework.blank_record(self.desk, self._file.cohort, ref, another=True)
        base = replace(base, feedback_id=self._another_begun(ref) or base.feedback_id)
        self.app.push_screen(CaseworkForm(self._file, base, is_new=True))

    def action_attempt(self) -> None:
        """Note an attempt."""
        from cara_facilitate.tui.screens.casework_attempt import AttemptPage

        ref, record = self._here()
        if ref:
            self.app.push_screen(AttemptPage(self._file, ref, record))

    def action_check_word(self) -> None:
        """Type the check word of the line marked."""
        from cara_facilitate.tui.screens.casework_check_word import CheckWordPage

        ref, _ = self._here()
        if ref:
            self.app.push_screen(CheckWordPage(self._file, ref))

    def action_escalations(self) -> None:
        """What must be passed on."""
        from cara_facilitate.tui.screens.casework_escalations import EscalationsPage

        self.app.push_screen(EscalationsPage(self._file, ref=self._here()[0]))

    def action_hand_on(self) -> None:
        """Write the extract."""
        from cara_facilitate.tui.screens.casework_handing import HandingPage

        self.app.push_screen(HandingPage(self._file))

    def action_outcomes(self) -> None:
        """What became of the feedback."""
        lines = [
            f"{one.ref}   {OUTCOME_WORDS[one.outcome]}, told by {one.sender} on {one.at:%a %d %b}"
            for one in self._file.work.outcomes.values()
        ]
        text = OUTCOMES_ABOUT + ("\n".join(lines) or NO_OUTCOME)
        self.app.push_screen(ReadingPage(self._file, "Told back", text))

    def action_card(self) -> None:
        """The card to read aloud."""
        from cara_facilitate.domain.reading_card import card_text

        self.app.push_screen(ReadingPage(self._file, "Card to read aloud", card_text()))

    def action_withdraw(self) -> None:
        """Withdraw the feedback marked, after asking."""
        _, record = self._here()
        if record is None or record.withdrawn:
            self.say(NO_RECORD if record is None else "This feedback is withdrawn already.")
            return
        several = self._file.work.of(record.ref)
        number = [one.feedback_id for one in several].index(record.feedback_id) + 1
        whose = record.ref + (f", person {number} of {len(several)}" if len(several) > 1 else "")
        ask = Ask(f"Withdraw the feedback of {whose}?", WITHDRAW, yes="Withdraw it")
        self.app.push_screen(ask, lambda yes: self._withdraw(record) if yes else None)

    def _withdraw(self, record: CaseRecord) -> None:
        desk, work = self.desk, self._file.work
        next_one = replace(withdrawal(record), worker=desk.owner)
        form, drafts = self._form(record.ref, record), self.cara.drafts

        def withdraw() -> int:
            raised = len(casework.save(desk, work, next_one))
            with contextlib.suppress(CaraError):  # withdrawn all the same
                drafts.erase(desk, form)
            return raised

        self.job(withdraw, lambda raised: self._withdrawn(next_one, raised), busy="Saving...")

    def _withdrawn(self, record: CaseRecord, raised: int) -> None:
        self.draw()
        out = recall(self.desk, self._file.work, (record,))
        told = (raised_words(raised) if raised else "", WITHDRAWN, out)
        self.say(" ".join(filter(None, told)))

    def came_back(self, said: str) -> None:
        """A form has saved and gone: an Esc meant for it does not close the casework as well."""
        self._saved_at, self._said = self.cara.seconds(), said

    def action_back(self) -> None:
        """Close the casework; room mode returns."""
        saved_at, self._saved_at = self._saved_at, None
        if self.busy:
            return
        if saved_at is not None and self.cara.seconds() - saved_at < TOO_SOON:
            self.say(f"{self._said} {ESC_AGAIN}")
            return
        self.cara.end_private()

    def let_go(self) -> None:
        """Drop every record."""
        self._file.close()
        self._rows.fill(())
        self._about.update(paint(""))
