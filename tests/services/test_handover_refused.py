"""Hand-overs that are refused: strangers, other roles, old, damaged, or for another store."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.handover import Named
from cara_facilitate.domain.people import CARRIES, Part, Role, may_carry
from cara_facilitate.errors import IntakeError, Refusal
from cara_facilitate.journal.parcels import BLOCK
from cara_facilitate.services import (
    caseload,
    cohorts,
    people,
    receiving,
)
from cara_facilitate.services.bootstrap import open_desk
from tests.services.circle import Circle, meet
from tests.services.handing import another, everything, forged, refused, roster


def test_a_stranger_is_refused_until_their_card_is_compared(whole: Circle) -> None:
    with another(whole, "M-2", "manager") as stranger:
        path = forged(whole, stranger, whole.worker, roster(whole))
        refused(whole.worker, path, "not trusted")
        meet(whole.worker, stranger)
        receiving.take_in(whole.worker, receiving.open_file(whole.worker, path))
    assert caseload.caseload(whole.worker, whole.cohort).sender == "M-2"


def test_a_distrusted_person_is_neither_written_to_nor_received_from(whole: Circle) -> None:
    path = whole.write(whole.lead, whole.worker).path
    opened = receiving.open_file(whole.worker, path)
    people.distrust(whole.worker, "F-LEAD1")
    refused(whole.worker, path, "not trusted")
    with pytest.raises(Refusal):
        receiving.take_in(whole.worker, opened)
    whole.lead.flush(5)
    people.distrust(whole.lead, "V-1")
    with pytest.raises(Refusal, match="trusted"):
        whole.write(whole.lead, whole.worker)


def test_a_stranger_cannot_sign_as_somebody_trusted(whole: Circle) -> None:
    with another(whole, "F-LEAD1", "facilitator") as stranger:
        lead = people.me(whole.lead)
        named = Named(lead.staff, lead.fingerprint())
        path = forged(whole, stranger, whole.worker, roster(whole), sender=named)
        refused(whole.worker, path, "not trusted")


def test_a_trusted_person_cannot_sign_in_anothers_name(whole: Circle) -> None:
    lead = people.me(whole.lead)
    named = Named(lead.staff, lead.fingerprint())
    path = forged(whole, whole.manager, whole.worker, roster(whole), sender=named)
    refused(whole.worker, path, "another card")


def test_one_persons_hand_over_is_not_anothers(whole: Circle) -> None:
    path = whole.write(whole.lead, whole.worker).path
    refused(whole.manager, path, "not for this store")
    manager = people.me(whole.manager)
    moved = forged(
        whole, whole.lead, whole.worker, roster(whole),
        to=Named(manager.staff, manager.fingerprint()),
    )  # fmt: skip
    refused(whole.worker, moved, "another card")


def test_a_role_that_may_not_give_a_part_is_refused(whole: Circle) -> None:
    tried = 0
    for part, content in everything(whole).items():
        for sender in whole.everybody():
            for to in whole.everybody():
                if sender is not to and part not in may_carry(sender.roles, to.roles):
                    refused(to, forged(whole, sender, to, content), "may not hand")
                    tried += 1
    assert tried == len(Part) * 12 - sum(map(len, CARRIES.values()))


def test_a_hand_over_is_taken_in_once(whole: Circle) -> None:
    path = whole.write(whole.lead, whole.worker).path
    opened = receiving.open_file(whole.worker, path)
    receiving.take_in(whole.worker, receiving.open_file(whole.worker, path))
    refused(whole.worker, path, "taken in already")
    with pytest.raises(Refusal, match="taken in already"):
        receiving.take_in(whole.worker, opened)
    whole.worker.close()
    whole.worker = open_desk(whole.folder / "worker", "practice")
    refused(whole.worker, path, "taken in already")


def test_an_older_roster_does_not_replace_a_newer_one(whole: Circle) -> None:
    old = whole.write(whole.lead, whole.worker).path
    cohorts.cover(whole.lead, whole.cohort, "F-CO2", "F-NEW", "F-LEAD1")
    whole.hand(whole.lead, whole.worker)
    refused(whole.worker, old, "newer")
    assert "F-NEW" in caseload.caseload(whole.worker, whole.cohort).facilitators


def test_a_hand_over_from_the_future_says_that_a_clock_is_wrong(whole: Circle) -> None:
    now = whole.lead.clock.now()
    early = forged(
        whole, whole.lead, whole.worker, roster(whole), made_at=now + timedelta(minutes=7)
    )
    said = refused(whole.worker, early, "clock").sentence()
    assert "12:07" in said and "12:00" in said
    soon = forged(
        whole, whole.lead, whole.worker, roster(whole), made_at=now + timedelta(minutes=3)
    )
    receiving.take_in(whole.worker, receiving.open_file(whole.worker, soon))


def test_any_flip_or_cut_is_refused(whole: Circle) -> None:
    data = whole.write(whole.lead, whole.worker).path.read_bytes()
    drawn = random.Random(20261122)
    path = whole.folder / "damaged.handover"
    places = [*range(0, 200, 7), *(drawn.randrange(len(data)) for _ in range(200)), len(data) - 1]
    for place in places:
        bad = bytearray(data)
        bad[place] ^= 1 << drawn.randrange(8)
        path.write_bytes(bad)
        with pytest.raises(IntakeError):
            receiving.open_file(whole.worker, path)
    for cut in (0, 1, 16, 100, BLOCK - 1, len(data) - 1):
        path.write_bytes(data[:cut])
        with pytest.raises(IntakeError):
            receiving.open_file(whole.worker, path)
    path.write_bytes(data + data[:10])
    refused(whole.worker, path)
    path.unlink()
    path.symlink_to(whole.folder / "lead")
    refused(whole.worker, path, "link")


def test_a_store_that_delivers_a_cohort_never_becomes_its_worker(whole: Circle) -> None:
    roles = tuple(sorted({*whole.lead.roles, Role.VICTIM_WORKER.value}))
    whole.lead.roles = roles  # as if both had been chosen at first run
    people.distrust(whole.manager, "F-LEAD1")
    meet(whole.manager, whole.lead)
    refused(
        whole.lead, forged(whole, whole.manager, whole.lead, roster(whole)), "delivers the cohort"
    )


def test_a_workers_store_never_comes_to_deliver_the_cohort(whole: Circle) -> None:
    whole.hand(whole.lead, whole.worker)
    plan = replace(whole.plan, facilitators=("F-LEAD1", "F-CO2"))
    with pytest.raises(Refusal, match="victim contacts"):
        cohorts.new(whole.worker, plan, {})


def test_nothing_is_taken_in_for_a_cohort_that_is_not_known_here(whole: Circle) -> None:
    given = everything(whole)
    refused(whole.worker, forged(whole, whole.lead, whole.worker, given[Part.OUTCOMES]), "not told")
    whole.hand(whole.lead, whole.worker)
    elsewhere = forged(whole, whole.worker, whole.lead, given[Part.EXTRACT], cohort="WY26ZZ")
    refused(whole.lead, elsewhere, "no cohort WY26ZZ")
    reset = forged(whole, whole.manager, whole.lead, given[Part.PIN_RESET], cohort="WY26ZZ")
    refused(whole.lead, reset, "no such cohort")
    other = inside.PinResetGiven("F-ELSE")
    refused(whole.lead, forged(whole, whole.manager, whole.lead, other), "delivers nothing")
    outcome = inside.Outcomes((inside.Outcome("WY26A-7K3M-6", "fb", "used"),))
    refused(whole.worker, forged(whole, whole.lead, whole.worker, outcome), "caseload")


def test_outcomes_come_only_from_those_who_deliver_the_cohort(whole: Circle) -> None:
    whole.hand(whole.lead, whole.worker)
    with another(whole, "F-ELSE", "facilitator") as other:
        meet(whole.worker, other)
        path = forged(whole, other, whole.worker, everything(whole)[Part.OUTCOMES])
        refused(whole.worker, path, "does not deliver")
