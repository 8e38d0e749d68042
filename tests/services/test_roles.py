"""A role is taken on or given up, and what was kept for it is neither lost nor shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Part, Role
from cara_facilitate.domain.plan import CohortPlan
from cara_facilitate.errors import Refusal
from cara_facilitate.services import (
    caseload,
    cohorts,
    escalation_received,
    note,
    people,
    placed,
    receiving,
    receiving_parts,
    roles,
)
from cara_facilitate.services import received as handed
from cara_facilitate.services.bootstrap import HOUSE, open_desk
from tests.services.circle import Circle, heard, meet
from tests.services.handing import forged, refused, roster


def test_a_role_taken_on_stays_after_closing_and_changes_the_card(whole: Circle) -> None:
    before = people.me(whole.supervisor)
    roles.add(whole.supervisor, Role.MANAGER)
    assert whole.supervisor.roles == ("manager", "supervisor")
    assert people.me(whole.supervisor).fingerprint() != before.fingerprint()
    folder = whole.supervisor.folder
    whole.supervisor.close()
    whole.supervisor = open_desk(folder, "practice")
    assert whole.supervisor.roles == ("manager", "supervisor")
    log = whole.supervisor.stream_events(f"{HOUSE}/delivery")
    assert [one.roles for one in log if isinstance(one, ev.RolesChanged)] == [
        ("manager", "supervisor")
    ]
    with pytest.raises(Refusal, match="already"):
        roles.add(whole.supervisor, Role.MANAGER)


def test_nothing_is_taken_in_under_the_old_card_and_all_is_under_the_new(whole: Circle) -> None:
    path = whole.write(whole.lead, whole.manager).path
    roles.add(whole.manager, Role.SUPERVISOR)
    refused(whole.manager, path, "another card")
    meet(whole.lead, whole.manager)
    assert whole.hand(whole.lead, whole.manager).parts


def test_a_store_that_delivers_a_cohort_is_never_told_of_it_as_its_worker(whole: Circle) -> None:
    roles.add(whole.lead, Role.VICTIM_WORKER)
    meet(whole.manager, whole.lead)
    path = forged(whole, whole.manager, whole.lead, roster(whole))
    refused(whole.lead, path, "delivers the cohort")


def test_who_delivers_or_reaches_keeps_the_role_that_keeps_the_sides_apart(whole: Circle) -> None:
    whole.tell_the_worker()
    for desk, role in ((whole.lead, Role.FACILITATOR), (whole.worker, Role.VICTIM_WORKER)):
        roles.add(desk, Role.TRAINER)
        with pytest.raises(Refusal, match=rf"{whole.cohort}: the role stays"):
            roles.remove(desk, role)
        assert role in desk.roles
    assert caseload.caseload(whole.worker, whole.cohort)


def test_a_manager_gives_nothing_up_while_an_escalation_waits(whole: Circle) -> None:
    whole.tell_the_worker()
    heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
    whole.hand(whole.worker, whole.manager)
    roles.add(whole.manager, Role.TRAINER)
    with pytest.raises(Refusal, match="waits to be acknowledged"):
        roles.remove(whole.manager, Role.MANAGER)


def test_what_stays_sealed_is_said_before_a_role_is_given_up(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    roles.add(whole.manager, Role.TRAINER)
    (said,) = roles.stays_sealed(whole.manager, Role.MANAGER)
    assert whole.cohort in said and "placement" in said
    count = whole.manager.count_events()
    roles.remove(whole.manager, Role.MANAGER)
    assert whole.manager.roles == ("trainer",)
    assert whole.manager.count_events() == count + 1, "nothing was erased"
    meet(whole.lead, whole.manager)
    with pytest.raises(Refusal):
        whole.write(whole.lead, whole.manager)


def test_the_last_role_is_not_given_up(whole: Circle) -> None:
    with pytest.raises(Refusal, match="only role"):
        roles.remove(whole.supervisor, Role.SUPERVISOR)
    with pytest.raises(Refusal, match="is no manager"):
        roles.remove(whole.supervisor, Role.MANAGER)
    assert receiving.open_file(whole.worker, whole.write(whole.lead, whole.worker).path)


def in_another(whole: Circle) -> CohortPlan:
    """The plan of the same cohort, to be made in a store that never made it."""
    return replace(whole.plan, facilitators=("F-9", "F-8"))


@pytest.mark.parametrize("what", ["escalation", "figures", "placement", "purged"])
def test_a_store_that_was_handed_something_of_a_cohort_never_makes_it(
    whole: Circle, what: str
) -> None:
    desk = whole.manager
    if what == "placement":
        whole.hand(whole.lead, desk)
    else:
        whole.tell_the_worker()
        if what == "escalation":
            heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
        whole.hand(whole.worker, desk)
    if what == "purged":
        stream = f"{whole.cohort}/register"
        desk.blank(stream, [entry.id for entry in desk.entries(stream)])
    roles.add(desk, Role.FACILITATOR)
    count = desk.count_events()
    with pytest.raises(Refusal, match=f"{whole.cohort} was handed over to this store") as caught:
        cohorts.new(desk, in_another(whole), {})
    assert caught.value.hint and desk.count_events() == count
    assert not desk.cohorts()


def test_one_that_a_crash_kept_from_being_settled_counts_as_handed_over(
    whole: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.tell_the_worker()
    monkeypatch.setattr(receiving, "settle", lambda *_: None)
    whole.hand(whole.worker, whole.manager)
    roles.add(whole.manager, Role.FACILITATOR)
    with pytest.raises(Refusal, match="was handed over"):
        cohorts.new(whole.manager, in_another(whole), {})


def test_a_manager_who_made_the_cohort_first_receives_and_never_becomes_its_facilitator(
    whole: Circle,
) -> None:
    whole.tell_the_worker()
    heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
    cohorts.new(whole.manager, in_another(whole), {})
    assert Part.ESCALATIONS in whole.hand(whole.worker, whole.manager).parts
    with pytest.raises(Refusal, match=f"deliver {whole.cohort} never read"):
        roles.add(whole.manager, Role.FACILITATOR)
    roles.add(whole.manager, Role.TRAINER)


def test_what_stays_sealed_opens_no_more_once_the_roles_are_gone(
    whole: Circle, tmp_path: Path
) -> None:
    desk, cohort = whole.supervisor, whole.cohort
    roles.add(desk, Role.MANAGER)
    roles.add(desk, Role.TRAINER)
    for other in (whole.lead, whole.worker):
        meet(other, desk)
    whole.tell_the_worker()
    heard(whole.worker, cohort, whole.refs[0], dash="high")
    whole.hand(whole.worker, desk)
    whole.hold_workshop_one()
    note.write(whole.lead, cohort, 1, tmp_path / "notes", ("txt",), by="F-LEAD1")
    whole.hand(whole.lead, desk)
    (given,) = escalation_received.received(desk, cohort)
    escalation_received.acknowledge_received(desk, cohort, given.id)
    (said,) = roles.stays_sealed(desk, Role.SUPERVISOR)
    assert "note of workshop 1" in said and "figures" not in said, "a manager reads figures too"
    (said,) = roles.stays_sealed(desk, Role.MANAGER)
    assert "something for the manager" in said and "placement" in said and "figures" not in said
    roles.remove(desk, Role.SUPERVISOR)
    assert not any(name.startswith("note") for name in receiving_parts.kept(desk, cohort))
    (said,) = roles.stays_sealed(desk, Role.MANAGER)
    assert "coverage figures" in said
    roles.remove(desk, Role.MANAGER)
    assert not handed.handed_over(desk)
    assert not receiving_parts.kept(desk, cohort)
    assert not escalation_received.received(desk, cohort)
    for opens in (
        lambda: handed.open_received(desk, cohort, "practice"),
        lambda: placed.findings(desk, cohort),
    ):
        with pytest.raises(Refusal):
            opens()
    roles.add(desk, Role.MANAGER)
    (line,) = handed.handed_over(desk)
    assert set(line.what) == {"something for the manager", "coverage figures", "placement"}
