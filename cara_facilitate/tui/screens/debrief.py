"""The debrief: one section of the form at a time, each answer recorded as it is given."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from cara_facilitate.domain.debrief import Answer as Kind
from cara_facilitate.domain.debrief import Field as Question
from cara_facilitate.domain.debrief import fault
from cara_facilitate.errors import CaraError
from cara_facilitate.services import debrief
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

SECTIONS = {
    3: "Group climate",
    4: "Seats",
    5: "Practice",
    7: "Assurance about the feedback",
    8: "Reflection",
    9: "Learning",
    10: "Supervision",
}
RULE = "Write what was seen: no names, no places, no reported words."
HINTS = {
    Kind.SCALE: "Press 1 to 5; 0 takes the answer away.",
    Kind.TEXT: "Press Enter to write; Enter again keeps it.",
    Kind.NUMBER: "Press Enter to write a number; Enter again keeps it.",
}


class Words(TextArea):
    """A few lines of text; Enter keeps it."""

    DEFAULT_CSS = """
    Words, Words:focus { height: 6; border: round $panel; padding: 0 1; background: $surface; }
    """

    class Kept(Message):
        """Enter was pressed."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Kept())
            return
        await super()._on_key(event)


class DebriefScreen(PrivatePage):
    """A section's questions with their answers; scales and choices by a digit, text below."""

    NAME = "Debrief"
    VIEW = "debrief"
    IDLE = 120.0
    """Longer than elsewhere: people think over an answer, and no page of it shows feedback."""
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("write", "enter", "Write", "Write the answer marked, or keep what is written",
            bound=False),
        Key("digit", "1,2,3,4,5", "Answer", "Answer a scale, or pick from a choice",
            action="digit('{key}')"),
        Key("clear", "0", "Clear", "Take the answer away", action="digit('{key}')", show=False),
        Key("section", "pageup,pagedown", "Section", "The section before or after",
            action="section('{key}')"),
        Key("move", "up,down", "Choose", "Go to another question", bound=False, show=False),
        Key("back", "escape", "Close", "From writing back to the list; from the list, close",
            priority=True),
    )  # fmt: skip
    DEFAULT_CSS = """
    DebriefScreen #writing { height: auto; display: none; }
    DebriefScreen.writing #writing { display: block; }
    DebriefScreen #hint { height: auto; min-height: 1; }
    """

    def __init__(self, start: tuple[str, int] = ("", 0)) -> None:
        super().__init__()
        self._start = start
        self._section = 3
        self._head = Static(classes="loud")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._hint = Static(id="hint", classes="quiet")
        self._words = Words(id="words", show_line_numbers=False, soft_wrap=True)
        self._count = Static(classes="quiet")
        self._asked: dict[str, tuple[str, int, Question]] = {}

    def body(self) -> ComposeResult:
        """The section, its questions, and room to write."""
        yield self._head
        yield Static(paint(RULE), classes="quiet")
        yield Static()
        yield self._rows
        yield self._hint
        with Vertical(id="writing"):
            yield self._words
            yield self._count

    def title_text(self) -> str:
        """The cohort and workshop."""
        return f"{self.cara.cohort}  Debrief of workshop {self.cara.workshop}"

    def draw(self) -> None:
        """Read the form and its answers again."""
        asked = debrief.questions(self.desk, self.cara.cohort, self.cara.workshop)
        if self._start[0]:
            found = next((q for q in asked if (q[0], q[1]) == self._start), None)
            self._section = found[2].section if found else self._section
        here = sorted((q for q in asked if q[2].section == self._section), key=lambda q: q[1])
        self._asked = {f"{name} {seat}": (name, seat, q) for name, seat, q in here}
        sections = sorted({q.section for _, _, q in asked})
        place = sections.index(self._section) + 1
        name = f"Section {self._section}: {SECTIONS[self._section]}"
        self._head.update(paint(f"{name}   ({place} of {len(sections)})"))
        rows = [Row(name, self._line(*one)) for name, one in self._asked.items()]
        wanted = f"{self._start[0]} {self._start[1]}"
        same = self._rows.here in self._asked
        at = wanted if wanted in self._asked else "" if same or not rows else rows[0].id
        self._start = ("", 0)
        self._rows.fill(rows, at=at)
        if not self.has_class("writing"):
            self._rows.focus()
        self._tell_hint()

    def _line(self, name: str, seat: int, question: Question) -> Content:
        width = max(self.size.width // 2, 36)
        value = self._value(name, seat)
        shown = cells((value, 0)) if value else cells(("not answered", 0, "dim"))
        return paint(cells((_prompt(name, seat, question), width)), shown)

    def _value(self, name: str, seat: int) -> str:
        day = self.desk.state(self.cara.cohort).workshops[self.cara.workshop]
        given = day.answers.get((name, seat))
        return given.value if given else ""

    def _here(self) -> tuple[str, int, Question] | None:
        return self._asked.get(self._rows.here)

    def _tell_hint(self) -> None:
        here = self._here()
        if here is None:
            self._hint.update(paint("Nobody attended, so there is no seat to write about."))
            return
        question = here[2]
        choices = ", ".join(f"{n} {word}" for n, word in enumerate(question.choices, start=1))
        hint = f"Press {choices}; 0 takes the answer away." if choices else HINTS[question.answer]
        said = ""
        if question.on_gap:
            where = (self.cara.cohort, self.cara.workshop, here[1])
            both = debrief.two_ratings(self.desk, *where)
            said = ". ".join(f"{who} gave {rating}" for who, rating in both) + ". "
        self._hint.update(paint(f"{_prompt(*here)}: {said}{hint}"))

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say how the question marked is answered."""
        del event
        self._tell_hint()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Enter on a text question begins to write."""
        del event
        here = self._here()
        if here is None or here[2].answer not in (Kind.TEXT, Kind.NUMBER):
            return
        self._words.text = self._value(here[0], here[1])
        self._words.move_cursor(self._words.document.end)
        self.add_class("writing")
        self._words.focus()
        self._tell_count()

    def on_text_area_changed(self) -> None:
        """Count what is written."""
        self._tell_count()

    def _tell_count(self) -> None:
        here = self._here()
        if here is not None and self.has_class("writing"):
            count, limit = len(self._words.text.strip()), here[2].limit
            wrong = fault(here[2], self._words.text.strip())
            self._count.update(paint(f"{count} of {limit} characters.  ", (wrong, "bold")))

    def on_words_kept(self) -> None:
        """Record the text and go to the next question."""
        if self._keep():
            self._stop_writing()
            self._rows.action_move(1)

    def _keep(self) -> bool:
        here = self._here()
        return here is None or self._give(here, " ".join(self._words.text.split()))

    def _stop_writing(self) -> None:
        self.remove_class("writing")
        self._words.text = ""
        self.draw()

    def action_digit(self, key: str) -> None:
        """A scale's number or a choice's place."""
        here = self._here()
        if here is None or here[2].answer in (Kind.TEXT, Kind.NUMBER):
            return
        choices = here[2].choices
        if key == "0":
            value = ""
        elif choices:
            value = choices[int(key) - 1] if int(key) <= len(choices) else "-"
        else:
            value = key
        if self._give(here, value):
            self.draw()
            self._rows.action_move(1)

    def _give(self, here: tuple[str, int, Question], value: str) -> bool:
        name, seat, _ = here
        if value == self._value(name, seat):
            return True
        try:
            debrief.answer(
                self.desk, self.cara.cohort, self.cara.workshop, name, seat, value,
                self.cara.facilitator,
            )  # fmt: skip
        except CaraError as error:
            self.refused(error)
            return False
        self.say("")
        return True

    def action_section(self, key: str) -> None:
        """Another section of the form."""
        if self.has_class("writing"):
            return
        asked = debrief.questions(self.desk, self.cara.cohort, self.cara.workshop)
        sections = sorted({q.section for _, _, q in asked})
        step = 1 if key == "pagedown" else -1
        self._section = sections[(sections.index(self._section) + step) % len(sections)]
        self.draw()

    def action_back(self) -> None:
        """From writing back to the list, keeping what fits; from the list, close the view."""
        if self.has_class("writing"):
            if self._keep():
                self._stop_writing()
            return
        super().action_back()

    def let_go(self) -> None:
        """Keep a half-written answer if it fits, then forget it."""
        if self.has_class("writing"):
            self._keep()
        self._words.text = ""


def _prompt(name: str, seat: int, question: Question) -> str:
    if seat:
        return f"Seat {seat}: {question.prompt}"
    if question.each_rater:
        return f"{question.prompt}, {name.removeprefix(question.name + '.')}"
    return question.prompt
