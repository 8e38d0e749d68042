"""What a manager decides in Received: about the placement as it was found, and the figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.people import Part
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import PluginError, Refusal
from cara_facilitate.services import erasing, placed, placement, receiving, referred
from cara_facilitate.services import received as handed
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.referred import Referred
from tests.services.circle import Circle, heard, meet
from tests.services.handing import another, forged, refused


def medium(whole: Circle) -> None:
    """One participant's risk is medium: West Yorkshire refers it."""
    one = whole.plan.people[0]
    facts = ev.PlacementRecorded(
        one.ref, one.sex, one.relationship, one.caution_date, "medium", one.first_time,
        one.disposal, tuple(sorted(one.extra.items())),
    )  # fmt: skip
    whole.lead.record(whole.cohort, [facts], wait=True)


def asked(desk: Desk, cohort: str) -> tuple[Referred, ...]:
    return handed.open_received(desk, cohort, "practice").referred


def of_placement(found: Iterable[Referred]) -> Referred:
    (one,) = [one for one in found if "WY-2" in one.rules]
    return one


def test_the_manager_reads_what_the_other_store_found(
    whole: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    medium(whole)
    there = placement.findings(whole.lead, whole.cohort)
    whole.hand(whole.lead, whole.manager)

    def missing(*_: object) -> None:
        raise PluginError("The policy is missing.")

    monkeypatch.setattr(whole.manager.host, "site_policy", missing)
    assert placed.findings(whole.manager, whole.cohort) == there
    opened = handed.open_received(whole.manager, whole.cohort, "practice")
    assert set(opened.judged) == set(there) and not opened.unjudged
    assert "store of F-LEAD1" in opened.as_found


def test_a_decision_is_journalled_with_its_reason_and_counts_where_it_was_asked(
    whole: Circle,
) -> None:
    medium(whole)
    whole.hand(whole.lead, whole.manager)
    question = of_placement(asked(whole.manager, whole.cohort))
    assert not question.said
    referred.decide(
        whole.manager, whole.cohort, question, go_ahead=False, reason="police asked to wait"
    )
    decided = of_placement(asked(whole.manager, whole.cohort))
    assert decided.said.startswith("decided by M-1 on") and "not to go ahead" in decided.said
    (kept,) = [
        one
        for one in whole.manager.sealed(whole.cohort, "placement")
        if isinstance(one, ev.PlacementDecided) and one.rule == "WY-2"
    ]
    assert kept.reason == "police asked to wait"
    given = whole.hand(whole.manager, whole.lead)
    assert list(given.parts) == [Part.DECISIONS] and "police" not in repr(given.parts)
    with pytest.raises(Refusal, match="not to go ahead"):
        placement.require(whole.lead, whole.cohort)
    there = placement.decisions(whole.lead, whole.cohort)["WY-2"]
    assert (there.who, there.reason) == ("M-1", referred.AT_THE_MANAGER)


def test_a_decision_needs_a_reason_a_manager_and_the_finding_that_was_read(whole: Circle) -> None:
    medium(whole)
    whole.hand(whole.lead, whole.manager)
    question = of_placement(asked(whole.manager, whole.cohort))
    with pytest.raises(Refusal, match="reason"):
        referred.decide(whole.manager, whole.cohort, question, go_ahead=True, reason=" ")
    with pytest.raises(Refusal, match="Only a manager"):
        referred.decide(whole.supervisor, whole.cohort, question, go_ahead=True, reason="x")
    older = replace(question, found=(replace(question.found[0], message="Something else."),))
    with pytest.raises(Refusal, match="newer"):
        referred.decide(whole.manager, whole.cohort, older, go_ahead=True, reason="x")
    assert not placement.decisions(whole.manager, whole.cohort)


def test_a_decision_by_file_does_not_replace_one_recorded_later(whole: Circle) -> None:
    medium(whole)
    whole.hand(whole.lead, whole.manager)
    question = of_placement(asked(whole.manager, whole.cohort))
    referred.decide(whole.manager, whole.cohort, question, go_ahead=True, reason="as agreed")
    later = whole.lead.clock.now().replace(hour=18)
    for desk in whole.everybody():
        set_practice_clock(desk.folder, later)
    placement.decide(whole.lead, whole.cohort, "WY-2", "M-1", False, "by telephone since")
    whole.hand(whole.manager, whole.lead)
    assert not placement.decisions(whole.lead, whole.cohort)["WY-2"].go_ahead


def test_nobody_in_the_room_decides_as_its_manager(whole: Circle) -> None:
    decided = inside.DecidedOne("WY-2", True, "0" * 16, whole.lead.clock.now())
    part = inside.Decisions((decided,))
    with another(whole, "F-CO2", "facilitator", "manager") as both:
        meet(whole.lead, both)
        meet(both, whole.lead)
        refused(whole.lead, forged(whole, both, whole.lead, part), "delivers this cohort")
    elsewhere = forged(whole, whole.manager, whole.lead, part, cohort="WY26ZZ")
    refused(whole.lead, elsewhere, "no cohort WY26ZZ")


def test_what_was_found_about_somebody_erased_goes_with_them(whole: Circle) -> None:
    medium(whole)
    whole.hand(whole.lead, whole.manager)
    assert placed.found_there(whole.manager, whole.cohort)
    erasing.erase(whole.manager, whole.cohort, whole.refs[0], "asked in writing")
    assert not placed.found_there(whole.manager, whole.cohort)
    whole.hand(whole.lead, whole.manager)
    assert not placed.found_there(whole.manager, whole.cohort)


# The figures.


def four_heard(whole: Circle) -> None:
    whole.tell_the_worker()
    for ref in whole.refs[:4]:
        heard(whole.worker, whole.cohort, ref)


def test_figures_arrive_with_what_they_ask_and_without_small_counts_at_the_manager(
    whole: Circle,
) -> None:
    four_heard(whole)
    for to in (whole.manager, whole.supervisor):
        part = whole.hand(whole.worker, to).parts[Part.COVERAGE]
        assert isinstance(part, inside.CoverageFigures)
        assert dict(part.counts)["never_contacted"] == 8
        small = [name for name, count in part.counts if count < 3]
        assert bool(small) == (to is whole.supervisor), "whole for a practice supervisor alone"
        assert [one.result for one in part.findings] == [Result.REFER]


def test_small_counts_of_an_older_worker_are_not_kept_here_either(whole: Circle) -> None:
    whole.tell_the_worker()
    old = tuple({"rostered": 12, "heard": 2, "never_contacted": 10}.items())
    path = forged(whole, whole.worker, whole.supervisor, inside.CoverageFigures(old))
    receiving.take_in(whole.supervisor, receiving.open_file(whole.supervisor, path))
    (kept,) = [
        one.text
        for one in whole.supervisor.sealed(whole.cohort, "register")
        if isinstance(one, ev.DocumentReceived)
    ]
    assert "heard" not in kept


def test_the_figures_are_decided_and_no_file_tells_the_room(whole: Circle) -> None:
    four_heard(whole)
    medium(whole)
    whole.hand(whole.lead, whole.manager)
    whole.hand(whole.worker, whole.manager)
    (question,) = [one for one in asked(whole.manager, whole.cohort) if one.about_coverage]
    assert question.rules == ("COV-1",) and "8 of 12" in question.found[0].message
    referred.decide(whole.manager, whole.cohort, question, go_ahead=False, reason="ring again")
    (after,) = [one for one in asked(whole.manager, whole.cohort) if one.about_coverage]
    assert "decided by M-1" in after.said and "more is to be tried" in after.said
    with pytest.raises(Refusal, match="nothing"):
        whole.write(whole.manager, whole.lead)
    heard(whole.worker, whole.cohort, whole.refs[4])
    whole.hand(whole.worker, whole.manager)
    (again,) = [one for one in asked(whole.manager, whole.cohort) if one.about_coverage]
    assert not again.said, "other figures ask anew"


def test_a_supervisor_reads_what_is_referred_and_is_asked_nothing(whole: Circle) -> None:
    four_heard(whole)
    whole.hand(whole.worker, whole.supervisor)
    opened = handed.open_received(whole.supervisor, whole.cohort, "practice")
    assert opened.referred == ()
    (figures,) = opened.documents
    assert any("REFER  COV-1" in line for line in handed.figures(figures))


def test_a_site_rule_cannot_pass_for_one_about_the_figures(whole: Circle) -> None:
    text = "Head\nrostered: 12\nWY-2 | REFER | Not from the worker.\n"
    from cara_facilitate.domain.coverage_words import kept_findings

    assert kept_findings(text) == ()
    assert Finding("COV-1", Result.REFER, "x") in kept_findings("Head\nCOV-1 | REFER | x\n")


def test_a_decision_goes_to_nobody_but_those_named_in_the_placement(whole: Circle) -> None:
    medium(whole)
    whole.hand(whole.lead, whole.manager)
    with another(whole, "F-9", "facilitator") as stranger:
        meet(whole.manager, stranger)
        meet(stranger, whole.manager)
        question = of_placement(asked(whole.manager, whole.cohort))
        referred.decide(whole.manager, whole.cohort, question, go_ahead=False, reason="wait")
        offered = handed.may_be_told(whole.manager, whole.cohort, Part.DECISIONS)
        assert [one.staff for one in offered] == ["F-LEAD1"]
        with pytest.raises(Refusal, match="F-9 is not named in the placement"):
            whole.write(whole.manager, stranger)
        written = whole.write(whole.manager, stranger, reset_pin="F-CO2")
        assert written.parts == (Part.PIN_RESET,) and "left out" in written.warnings[0]
    assert whole.write(whole.manager, whole.lead).parts == (Part.DECISIONS,)
