"""Hand-overs between people with two roles, elsewhere or too late: what is left out or refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.handover import Received
from cara_facilitate.domain.people import Part
from cara_facilitate.errors import Refusal
from cara_facilitate.services import (
    caseload,
    casework,
    cohorts,
    erasing,
    escalation,
    escalation_received,
    placed,
    receiving,
    receiving_parts,
)
from cara_facilitate.services.rehearse import practice_time
from tests.services.circle import BETWEEN, Circle, circle, heard, key_of, meet
from tests.services.handing import another, everything, forged, refused, roster


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Circle]:
    """Four stores on a day between the workshops; the worker knows roster and check words."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made:
        made.clocks(practice_time(BETWEEN, 12, 0))
        made.tell_the_worker()
        yield made


# --- who gets what ----------------------------------------------------------------------------


def test_a_manager_who_passed_the_roster_on_gets_no_words_for_delivering_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made, another(made, "M-2", "facilitator", "manager") as both:
        meet(made.lead, both)
        for one, other in ((both, made.lead), (both, made.worker), (made.worker, both)):
            meet(one, other)
        made.hand(made.lead, both)
        made.hand(both, made.worker)
        assert caseload.caseload(made.worker, made.cohort).sender == "M-2"
        for person in made.plan.people:
            casework.set_check_word(made.worker, made.cohort, person.ref, person.check_word)
        written = made.write(made.worker, both)
    assert written.parts == (Part.COVERAGE,)
    assert "extract was left out" in written.warnings[0]


def test_escalations_reach_a_manager_who_delivers_another_cohort(whole: Circle) -> None:
    heard(whole.worker, whole.cohort, whole.refs[0], children="concern")
    with another(whole, "M-2", "facilitator", "manager") as both:
        meet(both, whole.worker)
        meet(whole.worker, both)
        received = whole.hand(whole.worker, both)
        assert set(received.parts) == {Part.ESCALATIONS, Part.COVERAGE}
        (known,) = escalation_received.received(both, whole.cohort)
    assert known.trigger == "child_concern"


def test_coverage_never_goes_to_those_who_deliver(whole: Circle) -> None:
    with another(whole, "F-CO2", "facilitator", "supervisor") as both:
        meet(whole.worker, both)
        written = whole.write(whole.worker, both)
    assert written.parts == (Part.EXTRACT,)
    assert "coverage figures were left out" in written.warnings[0]


def test_coverage_is_refused_where_the_cohort_is_delivered(whole: Circle) -> None:
    whole.lead.roles = ("facilitator", "supervisor")
    meet(whole.worker, whole.supervisor)
    figures = inside.CoverageFigures((("rostered", 12),))
    received = Received(
        receiving.people.person(whole.lead, "V-1"),
        whole.cohort,
        "0" * 32,
        whole.lead.clock.now(),
        {Part.COVERAGE: figures},
    )
    with pytest.raises(Refusal, match="never come to those who deliver"):
        receiving.take_in(whole.lead, received)
    assert not receiving_parts.kept(whole.lead, whole.cohort)


# --- taking a caseload over -------------------------------------------------------------------


def test_nobody_takes_a_caseload_over_by_naming_themselves(whole: Circle) -> None:
    mine = replace(roster(whole), facilitators=("F-X9", "F-X8"))
    with another(whole, "F-X9", "facilitator") as stranger:
        meet(whole.worker, stranger)
        meet(stranger, whole.worker)
        refused(whole.worker, forged(whole, stranger, whole.worker, mine), "does not deliver")
    assert caseload.caseload(whole.worker, whole.cohort).facilitators == whole.plan.facilitators


def test_the_first_roster_too_comes_from_one_of_its_facilitators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made, another(made, "F-X9", "facilitator") as stranger:
        meet(made.worker, stranger)
        meet(stranger, made.worker)
        refused(made.worker, forged(made, stranger, made.worker, roster(made)), "does not deliver")


def test_no_reference_vanishes_from_a_caseload_unseen(whole: Circle) -> None:
    fewer = replace(roster(whole), refs=whole.refs[1:])
    refused(whole.worker, forged(whole, whole.lead, whole.worker, fewer), whole.refs[0])
    erasing.erase(whole.worker, whole.cohort, whole.refs[0], "asked")
    path = forged(whole, whole.lead, whole.worker, fewer)
    receiving.take_in(whole.worker, receiving.open_file(whole.worker, path))
    assert set(caseload.caseload(whole.worker, whole.cohort).refs) == set(whole.refs[1:])


def test_nobody_takes_a_placement_over_by_naming_themselves(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    content = everything(whole)[Part.PLACEMENT]
    assert isinstance(content, inside.Placement)
    mine = replace(content, facilitators=("F-X9",))
    with another(whole, "F-X9", "facilitator") as stranger:
        meet(whole.manager, stranger)
        meet(stranger, whole.manager)
        refused(whole.manager, forged(whole, stranger, whole.manager, mine), "does not deliver")
    assert placed.plan(whole.manager, whole.cohort).facilitators == whole.plan.facilitators


def test_a_managers_answer_does_not_set_the_roster_back(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    cohorts.cover(whole.lead, whole.cohort, "F-CO2", "F-NEW3", "F-LEAD1")
    whole.hand(whole.lead, whole.worker)
    heard(whole.worker, whole.cohort, whole.refs[0], children="concern")
    whole.hand(whole.worker, whole.manager)
    (known,) = escalation_received.received(whole.manager, whole.cohort)
    escalation_received.acknowledge_received(whole.manager, whole.cohort, known.id)
    assert list(whole.hand(whole.manager, whole.worker).parts) == [Part.ACKNOWLEDGED]
    load = caseload.caseload(whole.worker, whole.cohort)
    assert "F-NEW3" in load.facilitators and load.sender == "F-LEAD1"


def test_a_managers_older_roster_is_left_out_of_an_answer_and_refused_alone(
    whole: Circle,
) -> None:
    heard(whole.worker, whole.cohort, whole.refs[0], children="concern")
    (raised,) = escalation.standing(whole.worker, whole.cohort)
    refused(
        whole.worker,
        forged(whole, whole.manager, whole.worker, roster(whole)),
        "told this store of it themselves",
    )
    told = inside.AcknowledgedOne(raised.id, "M-1", whole.manager.clock.now())
    both = {Part.ROSTER: roster(whole), Part.ACKNOWLEDGED: inside.Acknowledged((told,))}
    path = forged(whole, whole.manager, whole.worker, roster(whole), parts=both)
    received = receiving.open_file(whole.worker, path)
    receiving.take_in(whole.worker, received)
    assert list(received.parts) == [Part.ACKNOWLEDGED]
    assert caseload.caseload(whole.worker, whole.cohort).sender == "F-LEAD1"
    (after,) = escalation.every(whole.worker, whole.cohort)
    assert after.acknowledged_by == ("M-1",)


# --- seats and casework apart -----------------------------------------------------------------


def test_seats_never_stand_beside_casework(whole: Circle) -> None:
    with another(whole, "V-2", "manager", "victim_worker") as both:
        meet(whole.lead, both)
        meet(both, whole.lead)
        written = whole.write(whole.lead, both)
        assert written.parts == (Part.ROSTER,)
        assert "left out" in written.warnings[0]
        given = everything(whole)
        parts = {Part.ROSTER: given[Part.ROSTER], Part.PLACEMENT: given[Part.PLACEMENT]}
        path = forged(whole, whole.lead, both, given[Part.ROSTER], parts=parts)
        refused(both, path, "together with its roster")
        receiving.take_in(both, receiving.open_file(both, written.path))
        path = forged(whole, whole.lead, both, given[Part.PLACEMENT])
        refused(both, path, "holds the victim contacts")


def test_casework_never_begins_beside_seats(whole: Circle) -> None:
    with another(whole, "V-2", "manager", "victim_worker") as both:
        meet(whole.lead, both)
        meet(both, whole.lead)
        given = everything(whole)
        path = forged(whole, whole.lead, both, given[Part.PLACEMENT])
        receiving.take_in(both, receiving.open_file(both, path))
        refused(both, forged(whole, whole.lead, both, given[Part.ROSTER]), "holds the seats")
        with pytest.raises(Refusal, match="holds the seats"):
            caseload.receive_plan(both, whole.plan)


# --- after an erasure, out of order, under another reference ----------------------------------


def test_one_erased_person_stops_nobody_elses_placement(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    gone = whole.refs[2]
    erasing.erase(whole.manager, whole.cohort, gone, "asked")
    whole.hand(whole.lead, whole.manager)
    people = placed.plan(whole.manager, whole.cohort).people
    assert {one.ref for one in people} == set(whole.refs) - {gone}
    frames = whole.manager.sealed(whole.cohort, "placement")
    (last,) = [one for one in frames if isinstance(one, ev.PlacementReceived)][-1:]
    assert gone not in repr(last)


def test_an_older_note_does_not_replace_an_amended_one(whole: Circle) -> None:
    now = whole.lead.clock.now()

    def note(text: str) -> inside.Notes:
        return inside.Notes((inside.NoteDocuments(1, "note-x", text, "<p>text</p>"),))

    amended = forged(whole, whole.lead, whole.supervisor, note("amended"))
    receiving.take_in(whole.supervisor, receiving.open_file(whole.supervisor, amended))
    first = forged(
        whole, whole.lead, whole.supervisor, note("first"), made_at=now - timedelta(days=2)
    )
    refused(whole.supervisor, first, "newer")
    assert receiving_parts.kept(whole.supervisor, whole.cohort)["note-x.txt"] == "amended"


@pytest.mark.parametrize("recorded_first", [True, False])
def test_an_outcome_stands_only_under_the_reference_of_its_record(
    whole: Circle, recorded_first: bool
) -> None:
    mine, other = whole.refs[:2]
    id_ = casework.first_id(whole.worker, mine)
    if recorded_first:
        heard(whole.worker, whole.cohort, mine)
    wrong = inside.Outcomes((inside.Outcome(other, id_, "used"),))
    path = forged(whole, whole.lead, whole.worker, wrong)
    receiving.take_in(whole.worker, receiving.open_file(whole.worker, path))
    if not recorded_first:
        heard(whole.worker, whole.cohort, mine)
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        assert id_ in work.records and id_ not in work.outcomes
    right = inside.Outcomes((inside.Outcome(mine, id_, "not_used"),))
    path = forged(whole, whole.lead, whole.worker, right)
    receiving.take_in(whole.worker, receiving.open_file(whole.worker, path))
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        assert work.outcomes[id_].outcome == "not_used"
