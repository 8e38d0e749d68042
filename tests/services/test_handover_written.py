"""What goes into a hand-over between real stores, and to whom."""

from __future__ import annotations

import stat

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.handover import Handover
from cara_facilitate.domain.people import Part, may_carry
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.intake.handover_file import to_body
from cara_facilitate.journal.parcels import BLOCK
from cara_facilitate.services import (
    caseload,
    escalation_received,
    handover,
    people,
)
from cara_facilitate.services.bootstrap import HOUSE
from tests.services.circle import Circle, heard, meet
from tests.services.handing import NOBODY, another, events, forged, refused, roster


def test_a_roster_tells_references_and_dates_and_nothing_else(whole: Circle) -> None:
    given = whole.hand(whole.lead, whole.worker).parts
    assert list(given) == [Part.ROSTER]
    told = caseload.caseload(whole.worker, whole.cohort)
    assert sorted(told.refs) == sorted(whole.refs) == list(told.refs)
    assert told.facilitators == whole.plan.facilitators and told.sender == "F-LEAD1"
    body = to_body(Handover("0" * 32, whole.cohort, NOBODY, NOBODY, told.at, given)).decode()
    for person in whole.plan.people:
        assert person.check_word not in body
        for secret in (person.risk, person.disposal, str(person.caution_date)):
            assert secret not in body
    assert '"seat"' not in body


def test_a_file_has_a_neutral_name_a_round_size_and_one_reader(whole: Circle) -> None:
    one, two = (whole.write(whole.lead, whole.worker).path for _ in range(2))
    assert one.name != two.name and one.suffix == ".handover" and len(one.stem) == 13
    assert whole.cohort not in one.name and stat.S_IMODE(one.stat().st_mode) == 0o600
    assert one.stat().st_size == two.stat().st_size and one.stat().st_size % BLOCK == 0
    data = one.read_bytes()
    assert whole.cohort.encode() not in data and b"F-LEAD1" not in data
    written = events(whole.lead, f"{HOUSE}/delivery", ev.HandoverWritten)
    assert [event.parts for event in written] == [("roster",), ("roster",)]  # type: ignore[attr-defined]


def test_what_goes_is_what_the_two_roles_may_carry_and_nothing_else(whole: Circle) -> None:
    whole.tell_the_worker()
    heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
    whole.hand(whole.worker, whole.manager)
    for one in escalation_received.received(whole.manager, whole.cohort):
        escalation_received.acknowledge_received(whole.manager, whole.cohort, one.id)
    went: dict[tuple[str, str], set[Part]] = {}
    for sender in whole.everybody():
        for to in whole.everybody():
            if sender is to:
                continue
            allowed = set(may_carry(sender.roles, people.me(to).roles))
            try:
                written = whole.write(sender, to)
            except Refusal as error:
                assert error.hint
                continue
            assert set(written.parts) <= allowed
            went[sender.owner, to.owner] = set(written.parts)
    assert went == {
        ("F-LEAD1", "V-1"): {Part.ROSTER},
        ("F-LEAD1", "M-1"): {Part.PLACEMENT},
        ("V-1", "F-LEAD1"): {Part.EXTRACT},
        ("V-1", "M-1"): {Part.ESCALATIONS, Part.COVERAGE},
        ("V-1", "S-1"): {Part.COVERAGE},
        ("M-1", "V-1"): {Part.ACKNOWLEDGED},
    }


def test_a_refused_hand_over_leaves_no_file(whole: Circle) -> None:
    for sender, to in ((whole.supervisor, whole.lead), (whole.lead, whole.supervisor)):
        with pytest.raises(Refusal):
            whole.write(sender, to)
    assert not (whole.folder / "carried").exists()
    assert not events(whole.lead, f"{HOUSE}/delivery", ev.HandoverWritten)


def test_nothing_leaves_that_could_not_be_recorded(
    whole: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("NOT SAVED.")

    monkeypatch.setattr(whole.lead, "record", full)
    with pytest.raises(StoreError):
        whole.write(whole.lead, whole.worker)
    assert not list((whole.folder / "carried").iterdir())


def test_casework_needs_the_passphrase_anew(whole: Circle) -> None:
    whole.tell_the_worker()
    with pytest.raises(Refusal, match="passphrase"):
        handover.write(whole.worker, whole.cohort, "F-LEAD1", whole.folder / "out")


def test_an_extract_goes_only_to_those_who_deliver_the_cohort(whole: Circle) -> None:
    whole.tell_the_worker()
    with another(whole, "F-ELSE", "facilitator") as stranger:
        meet(whole.worker, stranger)
        with pytest.raises(Refusal, match="does not deliver"):
            whole.write(whole.worker, stranger)


def test_open_escalations_never_go_to_somebody_in_the_room(whole: Circle) -> None:
    whole.tell_the_worker()
    heard(whole.worker, whole.cohort, whole.refs[0], dash="high")
    with another(whole, "F-CO2", "facilitator", "manager") as both:
        meet(whole.worker, both)
        written = whole.write(whole.worker, both)
    assert Part.ESCALATIONS not in written.parts and Part.EXTRACT in written.parts
    assert "Hand them to a manager" in written.warnings[0]


def test_a_facilitator_is_never_told_a_cohort_as_its_worker(whole: Circle) -> None:
    with another(whole, "F-CO2", "victim_worker") as both:
        meet(whole.lead, both)
        with pytest.raises(Refusal, match="cannot be its victim-contact worker"):
            whole.write(whole.lead, both)
        meet(both, whole.manager)
        meet(whole.manager, both)
        path = forged(whole, whole.manager, both, roster(whole))
        refused(both, path, "is a facilitator of")
