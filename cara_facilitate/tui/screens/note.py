"""The supervision note: read it through, clear what the linter holds, write the files."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.linter import ADVICE, Hit
from cara_facilitate.services import note
from cara_facilitate.services.note import FORMATS, NotePreview
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint, show_lines
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

ALL = "all"
FOLDER = "cara-notes"
HELD = (
    "The note is held: these answers hold something that must not leave. The words themselves are "
    "not shown here. Enter goes to the answer; r releases a false hit with a reason."
)
FREE = "Nothing holds the note. Read it through, then press w to write it."


class NoteScreen(PrivatePage):
    """Either what holds the note, or the note as plain text."""

    NAME = "Note"
    VIEW = "note"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("write_form", "w", "Write", "Choose formats and folder, then write the files"),
        Key("release", "r", "Release", "Release the hit marked, with a reason, if that is allowed"),
        Key("go_to", "enter", "Go to", "Go to the debrief answer of the hit marked", bound=False),
        Key("scroll", "up,down,pageup,pagedown", "Scroll", "Read on", bound=False),
        Key("drop", "f4", "Note", "Back from a form to the note", show=False),
        BACK,
    )
    DEFAULT_CSS = """
    NoteScreen .form { height: auto; display: none; padding-top: 1; }
    NoteScreen.writing #writing, NoteScreen.releasing #releasing { display: block; }
    NoteScreen .body { padding: 1 0 0 1; }
    NoteScreen #text { height: 1fr; margin-top: 1; scrollbar-size-vertical: 1; }
    NoteScreen.held #text { display: none; }
    NoteScreen #hits { display: none; height: 1fr; }
    NoteScreen.held #hits { display: block; }
    NoteScreen #text Static { width: 100%; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._hits: dict[str, Hit] = {}
        self._head = Static(classes="quiet")
        self._text = Static()
        self._rows = Rows()
        self._rows.add_class("tall")
        formats = [(ALL, "all three"), *((name, name) for name in FORMATS)]
        self._formats = Choice(formats, id="formats")
        self._out = Field("Folder", Line(str(Path(FOLDER).absolute()), id="out"))
        self._reason = Field("Why it is a false hit", Line(id="reason", most=200))

    def body(self) -> ComposeResult:
        """What holds it or the text, then two small forms."""
        yield self._head
        with Vertical(id="hits"):
            yield self._rows
        with VerticalScroll(id="text"):
            yield self._text
        with Vertical(id="writing", classes="form"):
            yield Field("Formats", self._formats)
            yield self._out
            yield Press("Write the note", id="write")
        with Vertical(id="releasing", classes="form"):
            yield self._reason

    def title_text(self) -> str:
        """The cohort and workshop."""
        return f"{self.cara.cohort}  Note of workshop {self.cara.workshop}"

    def draw(self) -> None:
        """Make the note again."""
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        self.job(lambda: note.preview(desk, cohort, number), self._show, busy="Making the note...")

    def _show(self, seen: NotePreview) -> None:
        self._hits = {hit.place: hit for hit in seen.hits}
        self.set_class(bool(seen.hits), "held")
        self._head.update(paint(HELD if seen.hits else FREE))
        self._rows.fill(Row(hit.place, _line(hit)) for hit in seen.hits)
        self._text.update(show_lines("" if seen.hits else seen.text))
        if self.has_class("writing") or self.has_class("releasing"):
            return
        (self._rows if seen.hits else self.query_one("#text")).focus()
        self._tell_advice()

    def let_go(self) -> None:
        """Drop the text."""
        self._text.update(paint(""))

    def on_rows_moved(self) -> None:
        """Say what to do about the hit marked."""
        self._tell_advice()

    def _tell_advice(self) -> None:
        hit = self._hits.get(self._rows.here)
        self.say(ADVICE[hit.rule] if hit else "")

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Go to the answer."""
        from cara_facilitate.tui.screens.debrief import DebriefScreen

        hit = self._hits[event.row]
        seat = int(hit.seat[1:]) if hit.seat else 0
        self.app.switch_screen(DebriefScreen((hit.field, seat)))

    def action_release(self) -> None:
        """The reason for releasing the hit marked."""
        hit = self._hits.get(self._rows.here)
        if hit is None:
            self.say("There is nothing to release.")
        elif not hit.releasable:
            self.say(f"This can never be released. {ADVICE[hit.rule]}")
        else:
            self.remove_class("writing")
            self.add_class("releasing")
            self._reason.control.focus()

    def action_write_form(self) -> None:
        """The formats and the folder."""
        if self._hits:
            self.say("The note is held until the lines above are cleared.")
            return
        self.add_class("writing")
        self._formats.focus()

    def action_drop(self) -> None:
        """Back to the note."""
        self.remove_class("writing")
        self.remove_class("releasing")
        self._reason.clear()
        self.draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter releases or writes."""
        if event.input is self._reason.control:
            self._release()
        else:
            self._write()

    def on_press_pressed(self) -> None:
        """Write."""
        self._write()

    def _release(self) -> None:
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        place, reason, by = self._rows.here, self._reason.value, self.cara.facilitator
        self.job(
            lambda: note.release(desk, cohort, number, place, reason, by),
            lambda _: self.action_drop(),
            busy="Saving...",
        )

    def _write(self) -> None:
        out = self._out.value.strip()
        self._out.fault("" if out else "Please name a folder.")
        if not out:
            return
        desk, cohort, number = self.desk, self.cara.cohort, self.cara.workshop
        formats = FORMATS if self._formats.value == ALL else (self._formats.value,)
        folder, by = Path(out).expanduser(), self.cara.facilitator
        self.job(
            lambda: note.write(desk, cohort, number, folder, formats, by),
            self._written,
            busy="Writing...",
        )

    def _written(self, paths: tuple[Path, ...]) -> None:
        self.remove_class("writing")
        listed = "\n".join(f"  {path}" for path in paths)
        self._head.update(paint(f"Written:\n{listed}", lines=True))
        self.query_one("#text").focus()
        self.say("Send the note to the practice supervisor the way your service has agreed.")


def _line(hit: Hit) -> Content:
    released = "may be released" if hit.releasable else ""
    return cells(
        (hit.rule.value, 17),
        (f"section {hit.section}", 11),
        (hit.seat, 5),
        (hit.field, 26),
        (released, 0, "dim"),
    )
