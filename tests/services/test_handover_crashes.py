"""A hand-over that is taken in again after a crash in between changes nothing."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest

from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.people import Part
from cara_facilitate.services import (
    caseload,
    casework,
    cohorts,
    escalation,
    escalation_received,
    feedback_import,
    placed,
    placement,
    receiving,
    receiving_parts,
)
from cara_facilitate.services.desk import Desk
from tests.services.circle import Circle, heard, key_of
from tests.services.handing import everything, forged, refused


def test_taking_the_same_part_in_again_after_a_crash_changes_nothing(
    whole: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.tell_the_worker()
    heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
    ways = {
        Part.ROSTER: (whole.lead, whole.worker),
        Part.OUTCOMES: (whole.lead, whole.worker),
        Part.COVERAGE: (whole.worker, whole.manager),
        Part.ESCALATIONS: (whole.worker, whole.manager),
        Part.ACKNOWLEDGED: (whole.manager, whole.worker),
        Part.NOTE: (whole.lead, whole.supervisor),
        Part.PLACEMENT: (whole.lead, whole.manager),
        Part.PIN_RESET: (whole.manager, whole.lead),
        Part.DECISIONS: (whole.manager, whole.lead),
    }
    given = everything(whole)
    raised = escalation.every(whole.worker, whole.cohort)[0].id
    told = inside.AcknowledgedOne(raised, "M-1", whole.manager.clock.now())
    given[Part.ACKNOWLEDGED] = inside.Acknowledged((told,))
    for part, (sender, to) in ways.items():
        path = forged(whole, sender, to, given[part])
        before = seen_of(whole, to)
        with monkeypatch.context() as crash:
            crash.setattr(receiving, "settle", lambda *_: None)  # the power fails just before
            receiving.take_in(to, receiving.open_file(to, path))
        if part is Part.PIN_RESET:
            cohorts.set_pin(whole.lead, whole.cohort, "F-CO2", "424242")
        after = seen_of(whole, to)
        assert after != before or part is Part.ROSTER  # the worker knew it already
        receiving.take_in(to, receiving.open_file(to, path))
        assert seen_of(whole, to) == after, part
        refused(to, path, "taken in already")


def seen_of(whole: Circle, desk: Desk) -> object:
    """What anybody can see in a store of what was handed to it; times of receipt left aside."""
    cohort = whole.cohort
    if desk is whole.worker:
        load = dataclasses.replace(caseload.caseload(desk, cohort), at=datetime.min)
        with casework.open_casework(desk, cohort, key_of(desk)) as work:
            outcomes = {key: one.outcome for key, one in work.outcomes.items()}
        return load, outcomes, escalation.every(desk, cohort)
    if desk is whole.lead:
        return desk.state(cohort).pins, placement.decisions(desk, cohort)
    given = [receiving_parts.kept(desk, cohort), escalation_received.received(desk, cohort)]
    return given, placed.plan(desk, cohort) if desk.sealed(cohort, "placement") else None


def test_an_extract_taken_in_twice_stands_once(
    whole: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.tell_the_worker()
    path = whole.write(whole.worker, whole.lead).path

    def take() -> tuple[object, ...]:
        received = receiving.open_file(whole.lead, path)
        seen = feedback_import.preview_rows(whole.lead, whole.cohort, received.rows())
        receiving.confirm_extract(whole.lead, received, seen, "F-LEAD1")
        taken = whole.lead.state(whole.cohort).current_import
        assert taken is not None
        return taken.items, taken.missing, taken.held_back

    with monkeypatch.context() as crash:
        crash.setattr(receiving, "settle", lambda *_: None)
        first = take()
    assert take() == first
    refused(whole.lead, path, "taken in already")
