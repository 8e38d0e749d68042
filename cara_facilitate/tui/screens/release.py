"""The form by which a row held back is given to the person the worker names by telephone."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from cara_facilitate.domain.feedback import REASONS, Extract, RowOutcome
from cara_facilitate.domain.protected import Protected
from cara_facilitate.domain.releasing import Judged
from cara_facilitate.errors import CaraError
from cara_facilitate.services.briefing import CUE_WORDS
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.feedback_import import ImportPreview, Told, ask, release, words_of
from cara_facilitate.tui.text import paint, show_lines
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

RING = (
    "Ring the victim-contact worker. Type both identifiers as they say them; what stands in the "
    "row is not shown on purpose."
)
READ_BACK = "Read this to the worker. Release it only if every part of it is right."
NOT_YET, CONFIRMED = "no", "yes"
NOT_READ = "Not read back, or not right"
READ = "Read back, confirmed by the worker"
TYPE_IT = "Type it as the worker says it: what is pasted is not taken here."


class Heard(Line):
    """A line that takes keys alone: what is pasted was not heard by whoever types."""

    class Pasted(Message):
        """Somebody tried to paste."""

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(self.Pasted())

    def action_paste(self) -> None:
        """Take nothing from the clipboard either."""
        self.post_message(self.Pasted())


class ReleaseForm(Vertical):
    """Worker, reference and check word; then, where the row needs it, its words and its date."""

    DEFAULT_CSS = """
    ReleaseForm { height: auto; }
    ReleaseForm Static { height: auto; }
    ReleaseForm #back, ReleaseForm #date { display: none; height: auto; }
    ReleaseForm.back #back, ReleaseForm.date #date { display: block; }
    ReleaseForm #wrong { color: $text-error; }
    """

    class Done(Message):
        """A row was released; ``seen`` is the preview as it is now."""

        def __init__(self, seen: ImportPreview, row: int) -> None:
            super().__init__()
            self.seen = seen
            self.row = row

    class ReadBack(Message):
        """The row's words are to be shown for reading them back; ``told`` is what was typed."""

        def __init__(self, judged: Judged, told: Told) -> None:
            super().__init__()
            self.judged = judged
            self.told = told

    def __init__(self) -> None:
        super().__init__(id="release")
        self._seen: ImportPreview | None = None
        self._desk: Desk | None = None
        self._row = 0
        self._head = Static(classes="loud")
        self._worker = Field("Worker's staff reference", Line(id="worker", most=16))
        self._reference = Field("Reference as told", Heard(id="reference", most=13))
        self._word = Field("Check word as told", Heard(id="word", most=8))
        self._date = Field("Last attempt, as told", Line(id="told", most=10, hint="2026-12-05"))
        self._words = Static()
        self._back = Choice(((NOT_YET, NOT_READ), (CONFIRMED, READ)), id="confirmed")
        self._wrong = Static(id="wrong")

    def compose(self) -> ComposeResult:
        """Who is meant, then what is read back."""
        yield self._head
        yield Static(paint(RING), classes="quiet")
        yield self._worker
        yield self._reference
        yield self._word
        with Vertical(id="back"):
            yield Static(paint(READ_BACK), classes="quiet gap")
            yield self._words
            yield Field("The words are", self._back)
        with Vertical(id="date"):
            yield self._date
        yield self._wrong
        yield Press("Release", id="give")

    def open(self, desk: Desk, seen: ImportPreview, row: RowOutcome) -> None:
        """Begin with empty fields for one row held back."""
        self.let_go()
        self._desk, self._seen, self._row = desk, seen, row.row
        why = REASONS[row.reason] if row.reason is not None else ""
        self._head.update(paint(f"Row {row.row}. {why}"))
        self._worker.control.focus()

    def let_go(self) -> None:
        """Forget what was typed and shown."""
        self._seen, self._desk = None, None
        for field in (self._worker, self._reference, self._word, self._date):
            field.clear()
        self._back.pick(NOT_YET)
        self._words.update(paint(""))
        self._wrong.update(paint(""))
        self.remove_class("back", "date")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Other identifiers: what was read back no longer counts."""
        event.stop()
        if event.input in (self._reference.control, self._word.control):
            self._back.pick(NOT_YET)
            self._words.update(paint(""))
            self.remove_class("back", "date")

    def on_heard_pasted(self, event: Heard.Pasted) -> None:
        """Say why nothing came of it."""
        event.stop()
        self.wrong(TYPE_IT)

    def wrong(self, sentence: str) -> None:
        """Say why it does not go on."""
        self._wrong.update(paint(sentence))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next field; from the last one, release."""
        event.stop()
        if event.input in (self._word.control, self._date.control):
            self._go()
        else:
            self.screen.focus_next()

    def on_choice_accepted(self, event: Choice.Accepted) -> None:
        """Enter on the answer goes on."""
        event.stop()
        if self.has_class("date"):
            self._date.control.focus()
        else:
            self._go()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """The button."""
        event.stop()
        self._go()

    def _told(self) -> Told:
        return Told(
            self._row,
            self._reference.value.strip(),
            self._word.value.strip(),
            self._worker.value.strip(),
            read_back=self._back.value == CONFIRMED and self.has_class("back"),
            contact_date=self._date.value.strip(),
        )

    def _go(self) -> None:
        seen, desk = self._seen, self._desk
        if seen is None or desk is None:
            return
        told = self._told()
        self._wrong.update(paint(""))
        try:
            judged = ask(desk, seen, told)
            if self._must_ask(judged):
                self._ask_more(judged, told)
                return
            after = release(desk, seen, told)
        except CaraError as error:
            self.wrong(error.sentence())
            return
        row = self._row
        self.let_go()
        self.post_message(self.Done(after, row))

    def _must_ask(self, judged: Judged) -> bool:
        back = judged.read_back and not self.has_class("back")
        return back or (judged.ask_date and not self.has_class("date"))

    def _ask_more(self, judged: Judged, told: Told) -> None:
        if judged.read_back:
            self.post_message(self.ReadBack(judged, told))
        else:
            self.show_what_is_asked(judged, told)

    def show_what_is_asked(self, judged: Judged, told: Told) -> None:
        """Show what ``told`` made necessary, unless it was changed or left in the meantime."""
        seen = self._seen
        if seen is None or self._told() != told:
            return
        if judged.read_back:
            self._words.update(read_back_lines(words_of(seen, self._row)))
            self.add_class("back")
        if judged.ask_date:
            self.add_class("date")
        first = self._back if judged.read_back else self._date.control
        first.focus()
        self.call_after_refresh(first.scroll_visible, animate=False)


def read_back_lines(row: Extract) -> Content:
    """Everything of a row that would be kept, for reading it aloud; nothing above its level."""
    tried = "tried" if row.contact_attempted else "nobody tried yet"
    when = f", last on {row.contact_date}" if row.contact_date else ""
    lines = [
        paint(f"Record {row.feedback_id}, version {row.version}; {tried}{when}"),
        paint(f"{'Withdrawn' if row.withdrawn else f'Sharing level {row.level}'}; "
              f"{CUE_WORDS[row.cue]}; escalation {'open' if row.escalation_open else 'not open'}"),
        *_said("Summary", row.summary),
    ]  # fmt: skip
    if row.themes:
        lines.append(paint(("Themes: ", "dim"), ", ".join(row.themes)))
    return Content("\n").join([*lines, *_said("Agreed words", row.agreed_words)])


def _said(label: str, words: Protected) -> list[Content]:
    return [paint((f"{label}: ", "dim"), show_lines(words.reveal()))] if words else []
