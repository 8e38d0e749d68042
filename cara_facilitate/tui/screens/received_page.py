"""What was handed over about one cohort, read in private: duties, notes, figures, placement."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from cara_facilitate.services import received
from cara_facilitate.services.escalation_received import acknowledge_received
from cara_facilitate.services.received import COVERAGE, Document, Duty, Opened
from cara_facilitate.services.referred import Referred
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.casework_page import BACK_KEY, scroll
from cara_facilitate.tui.screens.private import SealedPage
from cara_facilitate.tui.screens.received_words import (
    document_words,
    duty_line,
    duty_words,
    findings_words,
    question_line,
    question_words,
    sent,
)
from cara_facilitate.tui.text import paint, show_lines
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

IDLE_SECONDS = 60.0
NARROW_BELOW = 74
PLACED = "placed"
READ_IT = "Enter reads it from top to bottom."
NOT_A_DUTY = "Only an escalation is acknowledged: mark one first."
NO_DUTY = "No escalation was handed over about this cohort."
ACKNOWLEDGED = "It is acknowledged already. h writes the hand-over that tells the worker."
NONE_TO_TELL = "Nothing is acknowledged yet: a acknowledges the escalation marked."
TRAVELS_BACK = (
    "From then on it is yours to act on. The worker learns of it only when the acknowledgement "
    "travels back: the next page writes it, or later  cara handover {cohort} --to {sender}"
)
NOT_A_QUESTION = "Only what is marked REFER is decided: mark one first."
NO_QUESTION = "Nothing of this cohort is referred to you."
NOT_DECIDED = "It is not decided yet: d decides what is marked."
BY_VOICE = "What you decided about the figures goes to the worker by voice: no file carries it."


class Handed(SealedPage):
    """A private page about what was handed over; Esc goes back to the page beneath."""

    IDLE: ClassVar[float] = IDLE_SECONDS
    DEFAULT_CSS = """
    Handed #detail { height: auto; }
    """

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self._opened = opened

    def title_text(self) -> str:
        """The cohort and the page."""
        return f"{self._opened.cohort}  {self.NAME}"

    def action_scroll(self, key: str) -> None:
        """A line or a screenful."""
        scroll(self, key)

    def action_back(self) -> None:
        """Back to the page beneath, which is private too."""
        self.let_go()
        self.app.pop_screen()


class ReceivedPage(Handed):
    """A line for each thing handed over, and the one marked beneath."""

    NAME = "Handed over"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("read", "enter", "Read", "Read the note, the figures or the findings marked",
            bound=False),
        Key("move", "up,down", "Choose", "Go to another line", bound=False, show=False),
        Key("scroll", "pageup,pagedown,space", "Scroll", "Scroll the page",
            action="scroll('{key}')", priority=True),
        replace(BACK_KEY, label="Close", help="Close the page; room mode returns"),
    )  # fmt: skip
    DEFAULT_CSS = """
    ReceivedPage Rows { max-height: 6; }
    ReceivedPage #detail { margin-top: 1; }
    """

    def __init__(self, opened: Opened) -> None:
        super().__init__(opened)
        self._rows = Rows()
        self._detail = Static(id="detail")

    def body(self) -> ComposeResult:
        """The lines, and the one marked."""
        yield self._rows
        yield self._detail

    def draw(self) -> None:
        """Show how everything stands."""
        room = 20 if self.size.width >= NARROW_BELOW else 16
        rows = [Row(f"duty/{one.one.id}", duty_line(one, room)) for one in self._opened.duties]
        rows += [Row(f"ask/{one.name}", question_line(one)) for one in self._opened.referred]
        rows += [
            Row(f"text/{one.name}", cells((document_words(one), 26), (sent(one), 0)))
            for one in self._opened.documents
        ]
        if self._opened.placed:
            rows.append(Row(PLACED, cells(("Placement", 26), ("what the site's rules say", 0))))
        self._rows.fill(rows)
        self._rows.focus()
        self._show_detail()

    def on_resize(self) -> None:
        """Lay the columns out for another width."""
        if self.cara.is_open:
            self.draw()

    @property
    def _duty(self) -> Duty | None:
        here = self._rows.here
        return next((one for one in self._opened.duties if here == f"duty/{one.one.id}"), None)

    @property
    def _document(self) -> Document | None:
        here = self._rows.here
        return next((one for one in self._opened.documents if here == f"text/{one.name}"), None)

    @property
    def _question(self) -> Referred | None:
        here = self._rows.here
        return next((one for one in self._opened.referred if here == f"ask/{one.name}"), None)

    def on_rows_moved(self) -> None:
        """Show the one marked."""
        self._show_detail()

    def _show_detail(self) -> None:
        duty, document, question = self._duty, self._document, self._question
        if duty is not None:
            self._detail.update(duty_words(duty))
        elif question is not None:
            self._detail.update(question_words(question))
        elif document is not None and document.kind == COVERAGE:
            self._detail.update(self._figures(document))
        else:
            self._detail.update(paint((READ_IT if self._rows.here else "", "dim")))
        self.query_one(".body").scroll_home(animate=False)

    def _figures(self, document: Document) -> Content:
        return paint("\n".join(received.figures(document)), lines=True)

    def on_rows_chosen(self) -> None:
        """Read the one marked."""
        document, opened = self._document, self._opened
        if document is not None:
            text = (
                self._figures(document)
                if document.kind == COVERAGE
                else show_lines(document.text.reveal())
            )
            self.app.push_screen(HandedReading(opened, document_words(document), text))
        elif self._rows.here == PLACED:
            text = findings_words(opened, received.decided(opened))
            self.app.push_screen(HandedReading(opened, "What the site's rules say", text))
        elif self._question is not None:
            self.say("d records your decision; PgDn reads on.")
        else:
            self.say("a acknowledges it; PgDn reads on." if self._duty else "")

    def action_back(self) -> None:
        """Close the page; room mode returns."""
        self.cara.end_private()

    def let_go(self) -> None:
        """Drop all of it."""
        self._opened.close()
        self._rows.fill(())
        self._detail.update(paint(""))


class ManagersPage(ReceivedPage):
    """The same for a manager, who acknowledges escalations and decides what is referred."""

    KEYS: ClassVar[tuple[Key, ...]] = (
        ReceivedPage.KEYS[0],
        Key("acknowledge", "a", "Acknowledge", "Take on the escalation marked, after asking"),
        Key("decide", "d", "Decide", "Decide what is marked REFER, and say why"),
        Key(
            "hand_back",
            "h",
            "Hand back",
            "Write the hand-over that takes your answer to whoever asked",
        ),
        *ReceivedPage.KEYS[1:],
    )

    def action_acknowledge(self) -> None:
        """Take on the escalation marked, after asking."""
        duty = self._duty
        if duty is None:
            self.say(NOT_A_DUTY if self._opened.duties else NO_DUTY)
        elif not duty.waiting:
            self.say(ACKNOWLEDGED)
        else:
            detail = TRAVELS_BACK.format(cohort=self._opened.cohort, sender=duty.one.sender)
            ask = Ask(f"Acknowledge {duty.one.id}?", detail, yes="Acknowledge")
            self.app.push_screen(ask, lambda yes: self._take_on(duty) if yes else None)

    def _take_on(self, duty: Duty) -> None:
        desk, cohort, id_ = self.desk, self._opened.cohort, duty.one.id
        self.job(
            lambda: acknowledge_received(desk, cohort, id_),
            lambda one: self._taken_on(one.sender),
            busy="Saving...",
        )

    def _taken_on(self, sender: str) -> None:
        if not self.is_attached:
            return  # closed meanwhile; it is saved
        self._opened.refresh(self.desk)
        self.draw()
        self._hand_back(sender, "Acknowledged and saved.")

    def action_decide(self) -> None:
        """The form of a decision about the question marked; a later one takes its place."""
        question = self._question
        if question is None:
            self.say(NOT_A_QUESTION if self._opened.referred else NO_QUESTION)
            return
        from cara_facilitate.tui.screens.received_deciding import DecidePage

        self.app.push_screen(DecidePage(self._opened, question, self._decided))

    def _decided(self, question: Referred) -> None:
        self._opened.refresh(self.desk)
        self.draw()
        if question.about_coverage:
            self.say("Decided and saved. Ring the worker: no file carries it.")
        else:
            self._tell_facilitators("Decided and saved.")

    def _tell_facilitators(self, said: str = "") -> None:
        from cara_facilitate.tui.screens.received_handing import DecisionBackPage

        sender = received.placed_by(self.desk, self._opened.cohort)
        self.app.push_screen(DecisionBackPage(self._opened, sender, said))

    def action_hand_back(self) -> None:
        """Write the hand-over that takes an answer back: to the worker, or to the facilitators."""
        question = self._question
        if question is not None and not question.said:
            self.say(NOT_DECIDED)
            return
        if question is not None and not question.about_coverage:
            self._tell_facilitators()
            return
        if question is not None:
            self.say(BY_VOICE)
            return
        done = [one for one in self._opened.duties if not one.waiting]
        if not done:
            self.say(NONE_TO_TELL if self._opened.duties else NO_DUTY)
            return
        duty = self._duty
        self._hand_back((duty if duty in done and duty else done[-1]).one.sender)

    def _hand_back(self, sender: str, said: str = "") -> None:
        from cara_facilitate.tui.screens.received_handing import HandBackPage

        self.app.push_screen(HandBackPage(self._opened, sender, said))


class HandedReading(Handed):
    """One text from top to bottom, exactly as it was written."""

    NAME = "A text handed over"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("scroll", "up,down,pageup,pagedown,space", "Scroll", "Scroll the page",
            action="scroll('{key}')"),
        BACK_KEY,
    )  # fmt: skip
    DEFAULT_CSS = """
    HandedReading .body { padding: 1 0 0 1; }
    """

    def __init__(self, opened: Opened, name: str, text: Content) -> None:
        super().__init__(opened)
        self._name = name
        self._words = Static(text, id="detail")

    def body(self) -> ComposeResult:
        """The words."""
        yield self._words

    def title_text(self) -> str:
        """The cohort and what it is."""
        return f"{self._opened.cohort}  {self._name}"

    def let_go(self) -> None:
        """Drop the words."""
        self._words.update(paint(""))
