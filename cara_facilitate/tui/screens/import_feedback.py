"""Take in victim feedback: who and how many first, then all or nothing, and undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.feedback import Reason, RowOutcome
from cara_facilitate.domain.releasing import Bar
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services.feedback_import import (
    ImportPreview,
    confirm,
    never_released,
    preview,
    preview_rows,
    undo,
)
from cara_facilitate.services.reading import open_read_back
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.screens.release import ReleaseForm
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line
from cara_facilitate.tui.widgets.paths import PathSuggester, fitting
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

if TYPE_CHECKING:
    from cara_facilitate.domain.handover import Received
    from cara_facilitate.services.desk import Desk

WHERE = (
    "Type or paste the path of the extract; Right completes it. Nothing is stored before you have "
    "seen who and how many."
)
MOST_LISTED = 6
HANDOVER = ".handover"
SUFFIXES = (".csv", ".jsonl", ".xlsx", HANDOVER)
RECALL = (
    "A record was withdrawn: its words are erased here. Get back or destroy every earlier file "
    "and print of it, and tell nobody why."
)
AT_REST = "Nothing to do: the record stands as new or newer."
CALL = "Ring the victim-contact worker about every row held back and every seat not recorded."


class ImportScreen(PrivatePage):
    """Path, preview, second confirmation, result; never a word of what anybody said."""

    NAME = "Import feedback"
    VIEW = "import"
    SHOWS_FEEDBACK = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("show", "enter", "Preview", "Read the file and show who and how many; then take it in",
            bound=False),
        Key("move", "up,down", "Scroll", "Go through the rows of the preview", bound=False,
            show=False),
        Key("release", "r", "Release", "Release the row marked, after ringing the worker"),
        Key("undo", "f4", "Undo import", "Take back the import that stands, after asking"),
        Key("back", "escape", "Close", "From a row back to the list; from the list, close",
            priority=True),
    )  # fmt: skip
    DEFAULT_CSS = """
    ImportScreen #release { display: none; }
    ImportScreen.releasing #release { display: block; }
    ImportScreen.releasing #listing { display: none; }
    ImportScreen #listing { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._seen: ImportPreview | None = None
        self._received: Received | None = None
        self._path = Path()
        self._field = Field("Extract", Line(id="path", suggester=PathSuggester(SUFFIXES)))
        self._nearby = Static(classes="quiet")
        self._counts = Static(classes="gap")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._why = Static(classes="quiet")
        self._form = ReleaseForm()

    def body(self) -> ComposeResult:
        """The path, then the preview."""
        with Vertical(id="listing"):
            yield Static(paint(WHERE), classes="quiet")
            yield self._field
            yield self._nearby
            yield self._counts
            yield self._rows
            yield self._why
        yield self._form

    def title_text(self) -> str:
        """The cohort."""
        return f"{self.cara.cohort}  Import feedback"

    def draw(self) -> None:
        """Say what stands, and be ready for a path."""
        if self._seen is not None:
            return
        self._rows.display = False
        taken = self.desk.state(self.cara.cohort).current_import
        if taken is not None:
            said = f"Taken in {taken.at:%a %d %b, %H:%M} by {taken.by}. F4 takes it back."
            self._counts.update(paint(said))
        else:
            self._counts.update(paint("Nothing was taken in yet."))
        self._list_nearby("")
        self._field.control.focus()

    def let_go(self) -> None:
        """Drop the rows, and what was typed about one."""
        self._seen, self._received = None, None
        self._form.let_go()

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the files that fit so far."""
        self._list_nearby(event.value)

    def _list_nearby(self, typed: str) -> None:
        found = [path.name + ("/" if path.is_dir() else "") for path in fitting(typed, SUFFIXES)]
        more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
        self._nearby.update(paint("  ".join(found[:MOST_LISTED]), more) if found else paint(""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Read the file and show what it would do."""
        text = event.value.strip().strip("'\"")
        if not text:
            self._field.fault("Type the path of the extract.")
            return
        self._field.fault("")
        self._path = Path(text).expanduser()
        desk, cohort, path = self.desk, self.cara.cohort, self._path
        self.job(lambda: looked_at(desk, cohort, path), self._looked, busy="Reading the file...")

    def _looked(self, found: tuple[ImportPreview, Received | None]) -> None:
        seen, self._received = found
        self._show(seen)

    def refused(self, error: CaraError) -> None:
        """The whole file is refused, or a row's words may not be shown now."""
        if self.has_class("releasing"):
            self.say("")
            self._form.wrong(error.sentence())
            return
        self._field.fault(error.sentence())
        self.say("")

    def _show(self, seen: ImportPreview, at: str = "") -> None:
        self._seen = seen
        self._counts.update(paint(_count_text(seen), lines=True))
        rows = [Row("", paint((_HEAD, "dim")))]
        rows += [Row(f"row{r.row}", _line(r, seen)) for r in seen.outcome.rows]
        rows += [Row(f"seat{seat}", _missing(seat, seen)) for seat in seen.outcome.missing]
        self._rows.fill(rows, at=at)
        self._rows.display = True
        self._nearby.update(paint(""))
        self._rows.focus()
        self._tell_why(self._rows.here)
        self.say("Enter takes this in, after asking once more. Esc stores nothing.")

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say in full why the row marked is held back."""
        self._tell_why(event.row)

    def _marked(self, marked: str) -> RowOutcome | None:
        rows = self._seen.outcome.rows if self._seen else ()
        return next((row for row in rows if f"row{row.row}" == marked), None)

    def _tell_why(self, marked: str) -> None:
        row = self._marked(marked)
        if row is None or row.reason is None:
            self._why.update(paint(""))
            return
        said, then = row.sentence, "r: ring the worker and release it."
        if self._seen is not None and row.row in self._seen.at_rest:
            then = AT_REST
        elif self._seen is not None and (bar := never_released(self._seen, row.row)) is not None:
            said, then = (said if bar is Bar.CONTRADICTS else bar.value), bar.advice
        self._why.update(paint(f"Row {row.row}: {said} {then}"))

    def action_release(self) -> None:
        """Open the form for the row marked, if it is held back."""
        row = self._marked(self._rows.here)
        if self._seen is None or self.has_class("releasing"):
            return
        if row is None or row.reason is None:
            self.say("Mark a row that is held back.")
        elif row.row in self._seen.at_rest:
            self.say(AT_REST)
        elif (bar := never_released(self._seen, row.row)) is not None:
            self.say(f"{bar.value} {bar.advice}")
        else:
            self.say("")
            self.add_class("releasing")
            self._form.open(self.desk, self._seen, row)

    def on_release_form_read_back(self, event: ReleaseForm.ReadBack) -> None:
        """Words are shown once that they were read is on record."""
        desk, cohort, who = self.desk, self.cara.cohort, self.cara.facilitator
        self.job(
            lambda: open_read_back(desk, cohort, who),
            lambda _: self._form.show_what_is_asked(event.judged, event.told),
            busy="Opening...",
        )

    def on_release_form_done(self, event: ReleaseForm.Done) -> None:
        """Back to the list, with the row where it now belongs."""
        self.remove_class("releasing")
        self._show(event.seen, f"row{event.row}")
        self.say(f"Row {event.row} is released. It is stored with the others when you take it in.")

    def action_back(self) -> None:
        """From a row's form to the list; from the list, close the view."""
        if self.has_class("releasing"):
            self._form.let_go()
            self.remove_class("releasing")
            self._rows.focus()
            return
        super().action_back()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """The second confirmation."""
        del event
        seen = self._seen
        if seen is None:
            return
        standing = self.desk.state(self.cara.cohort).current_import is not None
        detail = _count_text(seen) + ("\nIt stands in place of the one before." if standing else "")
        ask = Ask("Take this extract in?", detail, yes="Take it in")
        self.app.push_screen(ask, lambda yes: self._take(seen) if yes else None)

    def _take(self, seen: ImportPreview) -> None:
        desk, by, received = self.desk, self.cara.facilitator, self._received

        def store() -> str:
            if received is None:
                return confirm(desk, seen, by)
            from cara_facilitate.services.receiving import confirm_extract

            return confirm_extract(desk, received, seen, by)

        self.job(store, lambda _: self._taken(seen), busy="Storing...")

    def _taken(self, seen: ImportPreview) -> None:
        sealed = self._received is not None
        self._seen, self._received = None, None
        self._rows.fill(())
        self._tell_why("")
        self.draw()
        asked = seen.held_back > len(seen.at_rest) or seen.outcome.missing
        left = CALL if asked else ""
        recall = RECALL if seen.withdrawn or seen.withdrawn_held else ""
        self.say(" ".join(filter(None, ("Taken in and saved.", recall, left))))
        ask = Ask(
            "Delete the extract's file?",
            "It is of no more use; nobody else can open it."
            if sealed
            else "Its words lie unencrypted where it is. Keep it only if somebody else needs it.",
            yes="Delete it",
            no="Keep it",
        )
        self.app.push_screen(ask, lambda yes: self._delete() if yes else None)

    def _delete(self) -> None:
        try:
            self._path.unlink()
        except OSError:
            self.say("The file could not be deleted. Delete it yourself.")
            return
        self.say("Taken in and saved. The file is deleted; a copy in a backup or bin is not.")

    def action_undo(self) -> None:
        """Take back the import that stands; not in the middle of a release."""
        if self.has_class("releasing"):
            return
        if self.desk.state(self.cara.cohort).current_import is None:
            self.say("There is no import to take back.")
            return
        ask = Ask("Take back the import?", "Its words are erased from this store.", yes="Take back")
        self.app.push_screen(ask, lambda yes: self._undo() if yes else None)

    def _undo(self) -> None:
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        self._seen = None
        self.job(lambda: undo(desk, cohort, by), lambda _: self._undone(), busy="Taking back...")

    def _undone(self) -> None:
        self.draw()
        self.say("The import is taken back and its words are erased.")


def looked_at(desk: Desk, cohort: str, path: Path) -> tuple[ImportPreview, Received | None]:
    """The preview of a file, and the hand-over that it came in, if it is one.

    :raises CaraError: if it is refused.
    """
    if path.suffix.lower() != HANDOVER:
        return preview(desk, cohort, path), None
    from cara_facilitate.services.receiving import open_file

    received = open_file(desk, path)
    if received.cohort != cohort:
        raise Refusal(f"This hand-over is for {received.cohort}.", "Open that cohort first.")
    if not received.has_extract:
        raise Refusal("This hand-over holds no extract.", "Take it in with: cara receive FILE")
    return preview_rows(desk, cohort, received.rows()), received


_MISTYPED = {Reason.CHECK_CHARACTER: "reference mistyped"}
"""Reasons whose own names say little."""
_HEAD = "Row   Seat  Relationship      What becomes of it"


def _line(row: RowOutcome, seen: ImportPreview) -> Content:
    if row.seat is None or row.reason is not None:
        why = f"held back: {_short(row)}" if row.reason else "held back"
        return cells((str(row.row), 6), ("-", 6), ("-", 18), (why, 0, "bold"))
    become = "matched" if row.current else "matched, an older version"
    if any(one.told.row == row.row for one in seen.released):
        become += ", released"
    return cells((str(row.row), 6), (str(row.seat), 6), (_kin(row.seat, seen), 18), (become, 0))


def _short(row: RowOutcome) -> str:
    if row.older or row.reason is None:
        return "an older version"
    return _MISTYPED.get(row.reason, row.reason.value.replace("_", " "))


def _missing(seat: int, seen: ImportPreview) -> Content:
    return cells(("-", 6), (str(seat), 6), (_kin(seat, seen), 18), ("not recorded", 0, "bold"))


def _kin(seat: int, seen: ImportPreview) -> str:
    return seen.relationships.get(seat, "").replace("_", " ") or "not stated"


def _count_text(seen: ImportPreview) -> str:
    missing = len(seen.outcome.missing)
    released = f" Released: {len(seen.released)}." if seen.released else ""
    counts = (
        f"{_of(seen.matched, 'row')} matched, {_of(seen.held_back, 'row')} held back, "
        f"{_of(missing, 'seat')} not recorded.{released}"
    )
    return "\n".join([f"{seen.outcome.count} in the file.", counts, *_warnings(seen)])


def _warnings(seen: ImportPreview) -> Iterator[str]:
    if seen.at_rest:
        count = len(seen.at_rest)
        yield f"{count} of those held back: nothing to do, the record stands as new or newer."
    if seen.lacking:
        yield f"Not in this file: {_of(seen.lacking, 'record')} known before, kept as before."
    if seen.withdrawn_held:
        yield f"{_of(seen.withdrawn_held, 'row')} held back: withdrawn. The seat is sealed at once."
    if seen.late:
        yield "Workshop two has begun: only withdrawals, lower levels and cues are taken."


def _of(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
