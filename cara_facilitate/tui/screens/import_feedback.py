"""Take in victim feedback: who and how many first, then all or nothing, and undo."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Input, Static

from cara_facilitate.domain.feedback import REASONS, RowOutcome
from cara_facilitate.errors import CaraError
from cara_facilitate.services.feedback_import import ImportPreview, confirm, preview, undo
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

WHERE = (
    "Type or paste the path of the extract; Right completes it. Nothing is stored before you have "
    "seen who and how many."
)
MOST_LISTED = 6
SUFFIXES = (".csv", ".jsonl", ".xlsx")
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
        Key("undo", "f4", "Undo import", "Take back the import that stands, after asking"),
        BACK,
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._seen: ImportPreview | None = None
        self._path = Path()
        self._field = Field("Extract", Line(id="path", suggester=PathSuggester()))
        self._nearby = Static(classes="quiet")
        self._counts = Static(classes="gap")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._why = Static(classes="quiet")

    def body(self) -> ComposeResult:
        """The path, then the preview."""
        yield Static(paint(WHERE), classes="quiet")
        yield self._field
        yield self._nearby
        yield self._counts
        yield self._rows
        yield self._why

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
        """Drop the matched rows."""
        self._seen = None

    def on_input_changed(self, event: Input.Changed) -> None:
        """List the files that fit so far."""
        self._list_nearby(event.value)

    def _list_nearby(self, typed: str) -> None:
        found = [path.name + ("/" if path.is_dir() else "") for path in fitting(typed)]
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
        self.job(lambda: preview(desk, cohort, path), self._show, busy="Reading the file...")

    def refused(self, error: CaraError) -> None:
        """The whole file is refused."""
        self._field.fault(error.sentence())
        self.say("")

    def _show(self, seen: ImportPreview) -> None:
        self._seen = seen
        self._counts.update(paint(_count_text(seen), lines=True))
        rows = [Row("", paint((_HEAD, "dim")))]
        rows += [Row(f"row{r.row}", _line(r, seen)) for r in seen.outcome.rows]
        rows += [Row(f"seat{seat}", _missing(seat, seen)) for seat in seen.outcome.missing]
        self._rows.fill(rows)
        self._rows.display = True
        self._nearby.update(paint(""))
        self._rows.focus()
        self._tell_why(self._rows.here)
        self.say("Enter takes this in, after asking once more. Esc stores nothing.")

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Say in full why the row marked is held back."""
        self._tell_why(event.row)

    def _tell_why(self, marked: str) -> None:
        rows = self._seen.outcome.rows if self._seen else ()
        row = next((r for r in rows if f"row{r.row}" == marked), None)
        why = REASONS[row.reason] if row is not None and row.reason is not None else ""
        self._why.update(paint(f"Row {row.row}: {why}" if row is not None and why else ""))

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
        desk, by = self.desk, self.cara.facilitator
        self.job(lambda: confirm(desk, seen, by), lambda _: self._taken(), busy="Storing...")

    def _taken(self) -> None:
        held = self._seen.held_back if self._seen else 0
        self._seen = None
        self._rows.fill(())
        self._tell_why("")
        self.draw()
        self.say(f"Taken in and saved. {CALL}" if held else "Taken in and saved.")
        ask = Ask(
            "Delete the extract's file?",
            "Its words lie unencrypted where it is. Keep it only if somebody else still needs it.",
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
        """Take back the import that stands."""
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


class PathSuggester(Suggester):
    """Completes a path to the first file or folder that fits."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The typed path completed, or None."""
        if not value:
            return None
        found = next(iter(fitting(value)), None)
        if found is None:
            return None
        head = value[: len(value) - len(Path(value).name)] if not value.endswith("/") else value
        return head + found.name + ("/" if found.is_dir() else "")


def fitting(typed: str) -> list[Path]:
    """Extract files and folders that the typed path may become; of hidden ones none.

    Without anything typed, the files of the present folder.
    """
    path = Path(typed).expanduser() if typed else Path()
    folder, start = (path, "") if not typed or typed.endswith("/") else (path.parent, path.name)
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        one
        for one in entries
        if one.name.startswith(start)
        and not one.name.startswith(".")
        and (one.suffix.lower() in SUFFIXES or (bool(typed) and one.is_dir()))
    ]


_HEAD = "Row   Seat  Relationship      What becomes of it"


def _line(row: RowOutcome, seen: ImportPreview) -> Content:
    if row.seat is None or row.reason is not None:
        why = f"held back: {row.reason.value.replace('_', ' ')}" if row.reason else "held back"
        return cells((str(row.row), 6), ("-", 6), ("-", 18), (why, 0, "bold"))
    become = "matched" if row.current else "matched, an older version"
    return cells((str(row.row), 6), (str(row.seat), 6), (_kin(row.seat, seen), 18), (become, 0))


def _missing(seat: int, seen: ImportPreview) -> Content:
    return cells(("-", 6), (str(seat), 6), (_kin(seat, seen), 18), ("not recorded", 0, "bold"))


def _kin(seat: int, seen: ImportPreview) -> str:
    return seen.relationships.get(seat, "").replace("_", " ") or "not stated"


def _count_text(seen: ImportPreview) -> str:
    missing = len(seen.outcome.missing)
    return (
        f"{_of(seen.matched, 'row')} matched, {_of(seen.held_back, 'row')} held back, "
        f"{_of(missing, 'seat')} not recorded."
    )


def _of(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
