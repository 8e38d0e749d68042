"""Entering what was kept on paper: lines on the left, what they are read as on the right."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from cara_facilitate.domain.cohort import WorkshopState
from cara_facilitate.errors import CaraError
from cara_facilitate.services import paper_log
from cara_facilitate.services.paper_log import Checked
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.page import Page
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.keybar import KeyBar

CRIB = """\
Time first, one entry a line. Seats and codes only, no names.
10:00 open      10:00 all here    11:30 W1-04     14:58 end
11:02 4m        11:02 4 7 11 m    (code m of one seat, of three)
12:10 a4        12:10 4 7 a4      (objective O04 by the group, by two)
10:12 7 LA transport   13:10 7 EL   (marks: P LA LR AN AR TR EL RM)
09:30 F-CO2 came       15:00 close 4 3 F-CO2   (seat 4 rated 3 by F-CO2)"""
NOT_KEPT = "What is written here is kept nowhere until it is recorded."
WRITE_AGAIN = "The note of this day is written already; write it again afterwards."
SOON = 0.15
"""Seconds after the last key before the day is worked out again."""


class Lines(TextArea):
    """Where the lines are typed; nothing of it leaves the memory before it is recorded."""

    DEFAULT_CSS = """
    Lines, Lines:focus {
        width: 36; height: 1fr; border: none; padding: 0; background: $surface;
        scrollbar-size-horizontal: 0;
    }
    """


class PaperLogScreen(Page):
    """Lines and their reading side by side; all of them are recorded at once, or none."""

    NAME = "From paper"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("record", "f5", "Record", "Record all the lines, after asking", priority=True),
        Key("back", "escape", "Back", "Leave, after asking if anything is written",
            priority=True),
        Key("take_back", "u", "Undo", "Just after recording: take all of it back", show=False),
        Key("more", "m", "More", "Just after recording: enter more", show=False),
    )  # fmt: skip
    DEFAULT_CSS = """
    PaperLogScreen #crib { height: auto; margin-bottom: 1; }
    PaperLogScreen #sides { height: 1fr; }
    PaperLogScreen #reading { width: 1fr; height: 1fr; padding-left: 1; scrollbar-size: 0 0; }
    PaperLogScreen #read { width: 1fr; height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    PaperLogScreen #told { height: auto; min-height: 2; max-height: 4; }
    PaperLogScreen.done Lines { display: none; }
    PaperLogScreen.done #crib { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines = Lines(id="lines", show_line_numbers=True, soft_wrap=False)
        self._read = Static(id="read")
        self._scrolled = VerticalScroll(self._read, id="reading", can_focus=False)
        self._told = Static(id="told", classes="quiet")
        self._checked = Checked((), (), 0)
        self._ids: tuple[str, ...] = ()
        self._keys = 0

    def body(self) -> ComposeResult:
        """How to write, the lines and their reading, and what is to be said about them."""
        yield Static(paint(CRIB, lines=True), id="crib", classes="quiet")
        with Horizontal(id="sides"):
            yield self._lines
            yield self._scrolled
        yield self._told

    def title_text(self) -> str:
        """The cohort, the workshop and its day."""
        day = self._day()
        on = day.held_on
        return f"{self.cara.cohort}  From paper: workshop {day.number}, {on:%a %d %b}"

    def on_mount(self) -> None:
        """Ready to type; the reading goes up and down with the lines."""
        self._lines.focus()
        self.watch(self._lines, "scroll_y", self._follow, init=False)

    def draw(self) -> None:
        """Read the lines again against the day as it is now."""
        if not self.has_class("done"):
            self._look()

    def written(self) -> bool:
        """Whether leaving would lose anything."""
        return bool(self._lines.text.strip()) and not self.has_class("done")

    def _day(self) -> WorkshopState:
        return self.desk.state(self.cara.cohort).workshops[self.cara.workshop]

    def _where(self) -> tuple[str, int]:
        return self.cara.cohort, self.cara.workshop

    # --- while writing ----------------------------------------------------------------------

    def on_text_area_changed(self) -> None:
        """Read again once the typing rests."""
        self._keys += 1
        self.say("")
        self.set_timer(SOON, lambda at=self._keys: self._rested(at))

    def on_text_area_selection_changed(self) -> None:
        """What is said is about the line with the cursor."""
        self._tell()

    def _rested(self, at: int) -> None:
        if at == self._keys and not self.has_class("done"):
            self._look()

    def _look(self) -> None:
        try:
            self._checked = paper_log.check(self.desk, *self._where(), self._lines.text)
        except CaraError as error:
            self.refused(error)
            return
        self._read.update(self._reading())
        self._follow()
        self._tell()

    def _reading(self) -> Content:
        """One row a line, beside it: what it is read as, or that it is not."""
        good = dict(self._checked.lines)
        bad = {fault.line: fault for fault in self._checked.faults}
        rows = []
        # As many rows as lines, so that both sides stand at the same height wherever they scroll.
        for number in range(1, self._lines.document.line_count + 1):
            if number in bad:
                rows.append(paint(("! ", "bold"), (bad[number].words, "bold")))
            else:
                rows.append(paint(good.get(number, "")))
        return Content("\n").join(rows)

    def _follow(self) -> None:
        self._scrolled.scroll_to(y=self._lines.scroll_y, animate=False, force=True)

    def _tell(self) -> None:
        """The fault of the line with the cursor, else the first one, else what there is."""
        if self.has_class("done"):
            return
        checked = self._checked
        if not checked.faults:
            self._told.update(paint(_summary(checked) if checked.ready else NOT_KEPT))
            return
        here = self._lines.cursor_location[0] + 1
        fault = next((f for f in checked.faults if f.line == here), checked.faults[0])
        more = len(checked.faults) - 1
        others = f" {more} more marked with !." if more else ""
        self._told.update(paint((fault.sentence(), "bold"), others))

    # --- recording and taking back ----------------------------------------------------------

    def action_record(self) -> None:
        """Ask once, if all of it can be recorded."""
        if self.has_class("done"):
            return
        self._keys += 1
        self._look()
        checked = self._checked
        if not checked.ready:
            wrong = checked.faults[0].sentence() if checked.faults else paper_log.NOTHING
            self.say(f"Nothing is recorded yet. {wrong}")
            return
        self.say("")
        detail = f"{_span(checked)}; each with its own time and marked from paper."
        if self._day().note is not None:
            detail = f"{detail}\n{WRITE_AGAIN}"
        ask = Ask(
            f"Record {_entries(checked.entries)} from paper?", detail, yes="Record", no="Not yet"
        )
        self.app.push_screen(ask, self._record)

    def _record(self, yes: bool | None) -> None:
        if not yes:
            return
        try:
            self._ids = paper_log.record(self.desk, *self._where(), self._lines.text)
        except CaraError as error:
            self.refused(error)
            return
        self._lines.clear()
        self._lines.history.clear()
        self.add_class("done")
        self._scrolled.can_focus = True
        self._scrolled.focus()
        self.retitle()
        self._offer("take_back", "more", "back")
        words = f"{_entries(len(self._ids))} recorded from paper. u takes all of it back, m: more."
        self._told.update(paint((words, "bold")))

    def action_take_back(self) -> None:
        """Take the whole batch back, once."""
        if not self.has_class("done") or not self._ids:
            return
        try:
            gone, left = paper_log.take_back(self.desk, *self._where(), self._ids)
        except CaraError as error:
            self.refused(error)
            return
        self._ids = ()
        self.retitle()
        self._read.update(paint(""))
        self._offer("more", "back")
        stays = f" {_entries(left)} must stay: something was recorded after." if left else ""
        self._told.update(paint((f"{_entries(gone)} taken back.{stays} m: enter again.", "bold")))

    def action_more(self) -> None:
        """An empty field again."""
        if self.has_class("done"):
            self.remove_class("done")
            self._ids = ()
            self._scrolled.can_focus = False
            self._offer("record", "back")
            self._lines.focus()
            self._look()

    def _offer(self, *names: str) -> None:
        self.query_one(KeyBar).offer(
            Key(key.id, key.keys, key.label, key.help) for key in self.KEYS if key.id in names
        )

    def action_back(self) -> None:
        """Leave; after asking, if that loses what is written."""
        if not self.written():
            self.app.pop_screen()
            return
        ask = Ask("Leave without recording?", NOT_KEPT, yes="Leave", no="Stay")
        self.app.push_screen(ask, self._leave)

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.app.pop_screen()


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _span(checked: Checked) -> str:
    lines = len(checked.lines)
    words = "1 line" if lines == 1 else f"{lines} lines"
    if checked.first is None or checked.last is None:
        return words
    return f"{words}, {checked.first:%H:%M} to {checked.last:%H:%M}"


def _summary(checked: Checked) -> str:
    return f"{_span(checked)}: {_entries(checked.entries)}. F5 records all of it."
