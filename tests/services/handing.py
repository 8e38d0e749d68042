"""Forged hand-overs, further stores and what is refused: shared by the tests of hand-overs."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.feedback_rows import COLUMNS
from cara_facilitate.domain.handover import Handover, Named
from cara_facilitate.domain.people import Part
from cara_facilitate.errors import CaraError, IntakeError, Refusal
from cara_facilitate.intake.handover_file import to_body
from cara_facilitate.journal.parcels import wrap
from cara_facilitate.services import (
    people,
    receiving,
)
from cara_facilitate.services.bootstrap import make_store
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from tests.services.circle import Circle, key_of


def events(desk: Desk, stream: str, kind: type[ev.Event]) -> list[ev.Event]:
    key = key_of(desk) if stream.endswith(("casework", "feedback")) else None
    found = desk.stream_events(stream) if key is None else desk.stream_events(stream, key)
    return [event for event in found if isinstance(event, kind)]


def forged(circle: Circle, one: Desk, two: Desk, content: inside.Content, **other: object) -> Path:
    """A hand-over from one store to another that no `cara handover` would have written."""
    own, theirs = people.me(one), people.me(two)
    parts = {part: content for part, kind in KINDS.items() if isinstance(content, kind)}
    made = Handover(
        secrets.token_hex(16),
        circle.cohort,
        Named(own.staff, own.fingerprint()),
        Named(theirs.staff, theirs.fingerprint()),
        one.clock.now(),
        parts,
    )
    made = replace(made, **other)  # type: ignore[arg-type]
    path = circle.folder / "forged.handover"
    path.write_bytes(wrap(one.own, theirs.seal, to_body(made)))
    return path


KINDS: dict[Part, type] = {
    Part.ROSTER: inside.Roster,
    Part.OUTCOMES: inside.Outcomes,
    Part.EXTRACT: inside.ExtractRows,
    Part.COVERAGE: inside.CoverageFigures,
    Part.ESCALATIONS: inside.Escalations,
    Part.ACKNOWLEDGED: inside.Acknowledged,
    Part.NOTE: inside.Notes,
    Part.PLACEMENT: inside.Placement,
    Part.PIN_RESET: inside.PinResetGiven,
    Part.DECISIONS: inside.Decisions,
}


def roster(circle: Circle) -> inside.Roster:
    days = tuple((n, day.date, day.start) for n, day in enumerate(circle.plan.workshops, 1))
    plan = circle.plan
    return inside.Roster(
        plan.site, plan.curriculum, plan.variant, days, circle.refs, plan.facilitators
    )


@contextmanager
def another(circle: Circle, staff: str, *roles: str) -> Iterator[Desk]:
    """One more store, at the same time of day; nobody trusts it yet."""
    folder = circle.folder / f"another-{staff}"
    folder.mkdir(mode=0o700)
    set_practice_clock(folder, circle.lead.clock.now())
    desk, _ = make_store(folder, "practice", staff, roles=roles, practice=True)
    try:
        yield desk
    finally:
        desk.close()


def refused(desk: Desk, path: Path, words: str = "") -> CaraError:
    """That it is refused, says why in words, and leaves no trace in the store."""
    before = desk.count_events()
    with pytest.raises((IntakeError, Refusal)) as caught:
        receiving.take_in(desk, receiving.open_file(desk, path))
    assert words in caught.value.sentence()
    assert caught.value.hint
    assert desk.count_events() == before
    return caught.value


NOBODY = Named("X", "00000 00000 00000 00000 00000 00000")


def everything(whole: Circle) -> dict[Part, inside.Content]:
    ref, at = whole.refs[0], whole.lead.clock.now()
    return {
        Part.ROSTER: roster(whole),
        Part.OUTCOMES: inside.Outcomes((inside.Outcome(ref, "fb-1", "used"),)),
        Part.EXTRACT: inside.ExtractRows((dict.fromkeys(COLUMNS, ""),)),
        Part.COVERAGE: inside.CoverageFigures((("rostered", 12),)),
        Part.ESCALATIONS: inside.Escalations(
            (inside.EscalationGiven("ES-QV10TQK", ref, "high_risk", at, at),)
        ),
        Part.ACKNOWLEDGED: inside.Acknowledged((inside.AcknowledgedOne("ES-QV10TQK", "M-1", at),)),
        Part.NOTE: inside.Notes((inside.NoteDocuments(1, "note-x", "text", "<p>text</p>"),)),
        Part.PLACEMENT: inside.Placement(
            whole.plan.site,
            whole.plan.curriculum,
            whole.plan.variant,
            roster(whole).workshops,
            whole.plan.facilitators,
            (inside.PlacedPerson(ref, 1),),
        ),
        Part.PIN_RESET: inside.PinResetGiven("F-CO2"),
        Part.DECISIONS: inside.Decisions((inside.DecidedOne("WY-2", True, "0" * 16, at),)),
    }
