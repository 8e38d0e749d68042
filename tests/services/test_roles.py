"""A role is taken on or given up, and what was kept for it is neither lost nor shown."""

from __future__ import annotations

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Role
from cara_facilitate.errors import Refusal
from cara_facilitate.services import caseload, people, receiving, roles
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
