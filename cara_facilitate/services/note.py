"""The supervision note: previewed with what the linter found, then written in every format."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.fold import fold
from cara_facilitate.domain.linter import Hit, lint
from cara_facilitate.domain.note import digest, facts, left_out, new_note_id, typed
from cara_facilitate.errors import LinterBlocked, Refusal
from cara_facilitate.services.register import names
from cara_facilitate.services.safeguard import details

if TYPE_CHECKING:
    from cara_facilitate.api import NoteWriter
    from cara_facilitate.domain.cohort import CohortState
    from cara_facilitate.services.desk import Desk

WRITER = "supervision"
FORMATS = ("html", "md", "txt")
RESTS_ON = ("codes", "notes")
"""The classes of :mod:`cara_facilitate.domain.retention` that a note is made from."""


@dataclass(frozen=True, slots=True)
class NotePreview:
    """A note as it would be written now; ``hits`` are what blocks it, without the words."""

    text: str = field(repr=False)
    hits: tuple[Hit, ...]
    facts: Mapping[str, Any] = field(repr=False)


def preview(desk: Desk, cohort: str, workshop: int) -> NotePreview:
    """The note as plain text for a private view, and what the export linter found."""
    from cara_facilitate.notes.render import render

    made = _facts(desk, cohort, workshop)
    hits = _hits(desk, cohort, workshop, made)
    return NotePreview(render(_writer(desk), made, "txt"), hits, made)


def release(desk: Desk, cohort: str, workshop: int, place: str, reason: str, by: str) -> None:
    """Release one false hit of the linter with a reason; saved when this returns.

    :raises Refusal: if there is no such hit, it may never be released, or no reason is given.
    """
    found = {hit.place: hit for hit in preview(desk, cohort, workshop).hits}
    hit = found.get(place)
    if hit is None:
        raise Refusal("The linter has no such hit.", "Open the note again.")
    if not hit.releasable:
        raise Refusal("This can never be released.", "Change the answer in the debrief.")
    if not reason.strip():
        raise Refusal("Say why this is a false hit.")
    given = ev.LinterReleased(workshop, place, reason.strip(), by, desk.clock.now())
    desk.record(cohort, [given], wait=True)


def write(
    desk: Desk, cohort: str, workshop: int, out: Path, formats: Collection[str], by: str
) -> tuple[Path, ...]:
    """Write the note's files and record that they left; all of them or none.

    :raises LinterBlocked: names rule, section and field of the first hit, never the text.
    :raises Refusal: if the workshop is not closed.
    """
    from cara_facilitate.notes.files import write as write_files
    from cara_facilitate.notes.render import render

    if desk.state(cohort).workshops[workshop].ended_at is None:
        raise Refusal("The workshop is not closed yet.", "Close the day first.")
    if any(isinstance(r.event, ev.ClassPurged) and r.event.kind in RESTS_ON
           for r in desk.state(cohort).log):  # fmt: skip
        raise Refusal(
            "What this note rests on was purged.", "A note made now would say there was none."
        )
    at = desk.clock.now()
    made = _facts(desk, cohort, workshop, at)
    _refuse_held(desk, cohort, workshop, made)
    writer = _writer(desk)
    note_id = made["note"]["id"]
    documents = {name: render(writer, made, name) for name in formats}
    paths = write_files(out, note_id, documents)
    written = ev.NoteWritten(workshop, note_id, tuple(documents), digest(made), by, at)
    desk.record(cohort, [written], wait=True)
    return paths


def as_written(desk: Desk, cohort: str, workshop: int) -> tuple[str, dict[str, str]]:
    """The id of the note that was written last, and its documents once more, by format.

    They are made from the record as it stood then; what was changed since is for a new note.

    :raises LinterBlocked: if the linter holds it now.
    :raises Refusal: if it was never written, or cannot be made the same again.
    """
    from cara_facilitate.notes.render import render

    last = desk.state(cohort).workshops[workshop].note
    if last is None:
        raise Refusal("This workshop's note was never written.", "Write it: cara note write.")
    made = _facts(desk, cohort, workshop, written=last)
    _refuse_held(desk, cohort, workshop, made)
    if digest(made) != last.digest:
        raise Refusal(
            f"The note of workshop {workshop} cannot be made again as it was written.",
            "Write it anew, so that one note has one wording: cara note write.",
        )
    return last.note_id, {fmt: render(_writer(desk), made, fmt) for fmt in ("txt", "html")}


def _refuse_held(desk: Desk, cohort: str, workshop: int, made: Mapping[str, Any]) -> None:
    hits = _hits(desk, cohort, workshop, made)
    if hits:
        more = f" There are {len(hits) - 1} more." if len(hits) > 1 else ""
        raise LinterBlocked(f"The note is held. {hits[0].sentence()}", more.strip())


def _writer(desk: Desk) -> NoteWriter:
    return desk.host.note_writer(desk.settings.note_writer or WRITER)


def _facts(
    desk: Desk,
    cohort: str,
    workshop: int,
    at: datetime | None = None,
    *,
    written: ev.NoteWritten | None = None,
) -> dict[str, Any]:
    """The facts, with what was typed live in section 6 and must not leave kept back.

    A hand-over is never undone, so its words could otherwise hold the note for ever.

    :param at: when the note is written; now if left out.
    :param written: a note whose facts are wanted once more, as they stood then.
    """
    if written is None:
        state, now = desk.state(cohort), at or desk.clock.now()
        note_id = new_note_id(cohort, workshop, secrets.randbelow)
    else:
        state, now, note_id = _before(desk.state(cohort), written), written.at, written.note_id
    made = facts(
        state,
        workshop,
        desk.curriculum(cohort, workshop),
        note_id=note_id,
        now=now,
        flag_details=details(desk, cohort),
    )
    hits = _hits(desk, cohort, workshop, made)
    return left_out(made, {(hit.section, hit.field) for hit in hits})


def _before(state: CohortState, written: ev.NoteWritten) -> CohortState:
    """The cohort as it stood when a note was about to be written."""
    events = [record.event for record in state.log]
    return fold(state.log[: events.index(written)])


def _hits(desk: Desk, cohort: str, workshop: int, made: Mapping[str, Any]) -> tuple[Hit, ...]:
    releases = desk.state(cohort).workshops[workshop].releases
    return tuple(lint(typed(made), names(desk, cohort), releases))
