"""What passes between the worker, the manager, the supervisor and the facilitators."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.handover import Handover
from cara_facilitate.domain.people import Part
from cara_facilitate.errors import Refusal
from cara_facilitate.intake.handover_file import read_body, to_body
from cara_facilitate.services import (
    caseload,
    cohorts,
    escalation,
    escalation_received,
    placed,
    receiving,
    receiving_parts,
)
from cara_facilitate.services.rehearse import practice_time
from tests.services.circle import BETWEEN, Circle, heard, key_of
from tests.services.handing import NOBODY, forged, refused


def test_an_escalation_reaches_the_manager_and_the_acknowledgement_comes_back(
    whole: Circle,
) -> None:
    whole.tell_the_worker()
    at = practice_time(BETWEEN, 11, 0)
    heard(
        whole.worker, whole.cohort, whole.refs[3], dash="high",
        attempts=(Attempt(at, "telephone", "spoken"),),
    )  # fmt: skip
    (raised,) = escalation.standing(whole.worker, whole.cohort)
    whole.hand(whole.worker, whole.manager)
    (known,) = escalation_received.received(whole.manager, whole.cohort)
    assert (known.id, known.due, known.sender) == (raised.id, raised.due, "V-1")
    described = escalation.descriptions(whole.manager, whole.cohort, key_of(whole.manager))
    assert described[known.id].ref == whole.refs[3] and not described[known.id].words
    escalation_received.acknowledge_received(whole.manager, whole.cohort, known.id)
    whole.hand(whole.manager, whole.worker)
    (after,) = escalation.every(whole.worker, whole.cohort)
    assert after.acknowledged_by == ("M-1",)


def test_nobody_acknowledges_in_anothers_name(whole: Circle) -> None:
    whole.tell_the_worker()
    heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
    (raised,) = escalation.standing(whole.worker, whole.cohort)
    at = whole.manager.clock.now()
    said = inside.Acknowledged((inside.AcknowledgedOne(raised.id, "M-2", at),))
    refused(whole.worker, forged(whole, whole.manager, whole.worker, said), "somebody else")


def test_a_pin_reset_lets_its_owner_choose_again(whole: Circle) -> None:
    whole.hand(whole.manager, whole.lead, reset_pin="F-CO2")
    assert not whole.lead.state(whole.cohort).pins["F-CO2"]
    assert whole.lead.state(whole.cohort).pins["F-LEAD1"]
    cohorts.set_pin(whole.lead, whole.cohort, "F-CO2", "424242")
    whole.lead.verify_pin(whole.cohort, "F-CO2", "424242")
    with pytest.raises(Refusal, match="Only a manager"):
        whole.write(whole.lead, whole.worker, reset_pin="F-CO2")


def test_the_manager_sees_what_the_sites_rules_see(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    here = placed.plan(whole.manager, whole.cohort)
    there = cohorts.plan_of(whole.lead, whole.cohort)
    assert here == replace(there, people=tuple(replace(p, check_word="") for p in there.people))
    rules = {finding.rule for finding in placed.findings(whole.manager, whole.cohort)}
    assert rules >= {"CARA-1", "WY-2"}


def test_the_manager_passes_a_roster_on(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    assert list(whole.hand(whole.manager, whole.worker).parts) == [Part.ROSTER]
    told = caseload.caseload(whole.worker, whole.cohort)
    assert told.sender == "M-1" and told.refs == tuple(sorted(whole.refs))


def test_coverage_is_counts_and_is_kept_once(whole: Circle) -> None:
    whole.tell_the_worker()
    for ref in whole.refs[:3]:
        heard(whole.worker, whole.cohort, ref)
    received = whole.hand(whole.worker, whole.supervisor)
    assert list(received.parts) == [Part.COVERAGE]
    (text,) = receiving_parts.kept(whole.supervisor, whole.cohort).values()
    assert "rostered: 12" in text and "never contacted: 9" in text
    assert not any(ref in text for ref in whole.refs)


def test_a_note_reaches_the_supervisor_as_it_was_written(whole: Circle) -> None:
    from cara_facilitate.services import note

    whole.clocks(practice_time(whole.plan.workshops[0].date, 9, 40))
    whole.hold_workshop_one()
    with pytest.raises(Refusal, match="nothing"):
        whole.write(whole.lead, whole.supervisor)
    paths = note.write(
        whole.lead, whole.cohort, 1, whole.folder / "out", ("txt", "html"), by="F-LEAD1"
    )
    whole.hand(whole.lead, whole.supervisor)
    kept = receiving_parts.kept(whole.supervisor, whole.cohort)
    assert {path.name for path in paths} == set(kept)
    for path in paths:
        if path.suffix == ".txt":
            assert kept[path.name] == path.read_text()
        assert "default-src 'none'" in kept[path.name] or path.suffix == ".txt"


def test_a_document_brings_no_script_from_anywhere(whole: Circle) -> None:
    bad = inside.NoteDocuments(1, "note-x", "text", "<script src=//x></script>")
    path = forged(whole, whole.lead, whole.supervisor, inside.Notes((bad,)))
    receiving.take_in(whole.supervisor, receiving.open_file(whole.supervisor, path))
    html = receiving_parts.kept(whole.supervisor, whole.cohort)["note-x.html"]
    assert html.index("default-src 'none'") < html.index("<script")


def test_what_was_received_says_nothing_when_it_is_printed(whole: Circle) -> None:
    whole.tell_the_worker()
    received = whole.open(whole.worker, whole.lead)
    assert whole.refs[0] not in repr(received) and whole.refs[0] not in repr(received.parts)
    assert json.loads(to_body(replace(_again(received), parts=received.parts)))["cohort"]
    assert read_body(to_body(_again(received))).parts == received.parts


def _again(received: inside.Received) -> Handover:
    return Handover(received.id, received.cohort, NOBODY, NOBODY, received.made_at, received.parts)
