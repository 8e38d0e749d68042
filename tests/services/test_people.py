"""Keys are trusted by the digits read out and by nothing else, and a new key never slips in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Person
from cara_facilitate.errors import CaraError, IntakeError, Refusal
from cara_facilitate.services import deliver, people, prepare
from cara_facilitate.services.bootstrap import HOUSE, make_store, open_desk
from cara_facilitate.services.cohorts import set_pin
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import PINS, Practice

Maker = Callable[..., Desk]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    """Makes practice stores in folders of their own."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    made: list[Desk] = []

    def make(staff: str, *roles: str) -> Desk:
        folder = tmp_path / f"store-{len(made)}"
        desk, _ = make_store(folder, "practice", staff, roles=roles, practice=True)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def lead(store: Maker) -> Desk:
    return store("F-LEAD1", "facilitator")


@pytest.fixture
def worker(store: Maker) -> Desk:
    return store("V-1", "victim_worker", "supervisor")


def met(desk: Desk, other: Desk) -> Person:
    theirs = people.me(other)
    return people.trust(desk, theirs.card(), theirs.fingerprint())


def recorded(desk: Desk) -> list[ev.Event]:
    kinds = (ev.PersonTrusted, ev.PersonDistrusted)
    return [e for e in desk.stream_events(f"{HOUSE}/delivery") if isinstance(e, kinds)]


def test_a_stores_owner_is_its_reference_its_roles_and_its_own_keys(worker: Desk) -> None:
    own = people.me(worker)
    assert (own.staff, own.roles) == ("V-1", ("supervisor", "victim_worker"))
    assert (own.verify, own.seal) == (worker.own.verify, worker.own.seal)


def test_a_new_store_trusts_nobody(lead: Desk) -> None:
    assert people.trusted(lead) == ()
    with pytest.raises(Refusal, match="Nobody of that staff reference"):
        people.person(lead, "V-1")


def test_who_is_trusted_is_found_by_reference_and_by_signing_key(lead: Desk, worker: Desk) -> None:
    met(lead, worker)
    assert people.person(lead, "V-1") == people.me(worker)
    assert people.whose(lead, worker.own.verify) == people.me(worker)
    assert people.trusted(lead) == (people.me(worker),)


def test_trust_goes_one_way_only(lead: Desk, worker: Desk) -> None:
    met(lead, worker)
    assert people.trusted(worker) == ()
    with pytest.raises(Refusal, match="not trusted in this store"):
        people.whose(worker, lead.own.verify)


def test_trust_and_keys_are_the_same_after_the_store_was_closed(
    lead: Desk, worker: Desk, tmp_path: Path
) -> None:
    met(lead, worker)
    own = people.me(lead)
    lead.close()
    again = open_desk(lead.folder, "practice")
    try:
        assert people.trusted(again) == (people.me(worker),)
        assert people.me(again) == own
    finally:
        again.close()


def spaced(digits: str) -> str:
    return "".join(digits.split())


@pytest.mark.parametrize("written", [str, spaced, lambda digits: f" {digits}\n"])
def test_digits_are_taken_however_they_are_spaced(
    lead: Desk, worker: Desk, written: Callable[[str], str]
) -> None:
    theirs = people.me(worker)
    assert people.trust(lead, theirs.card(), written(theirs.fingerprint())) == theirs


def other_digit(digits: str) -> str:
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


@pytest.mark.parametrize("written", [other_digit, lambda d: d[:-1], lambda _: "", lambda _: "y"])
def test_other_digits_trust_nobody(lead: Desk, worker: Desk, written: Callable[[str], str]) -> None:
    theirs = people.me(worker)
    with pytest.raises(Refusal, match="not the digits of this card"):
        people.trust(lead, theirs.card(), written(theirs.fingerprint()))
    assert recorded(lead) == []


def test_a_card_changed_on_the_way_is_found_by_the_digits(
    lead: Desk, worker: Desk, store: Maker
) -> None:
    """Somebody in between puts their own keys under the worker's reference."""
    theirs, between = people.me(worker), people.me(store("X-1", "victim_worker"))
    swapped = Person(theirs.staff, theirs.roles, between.verify, between.seal)
    with pytest.raises(Refusal, match="not the digits of this card"):
        people.trust(lead, swapped.card(), theirs.fingerprint())
    assert people.trusted(lead) == ()


def test_a_card_with_a_slip_is_refused(lead: Desk, worker: Desk) -> None:
    theirs = people.me(worker)
    with pytest.raises(IntakeError, match="slip"):
        people.trust(lead, theirs.card().replace("V-1", "V-2"), theirs.fingerprint())


def test_a_key_nothing_can_be_sealed_to_is_refused(lead: Desk, worker: Desk) -> None:
    useless = Person("V-1", ("victim_worker",), worker.own.verify, bytes(32))
    with pytest.raises(IntakeError, match="Nothing can be sealed"):
        people.trust(lead, useless.card(), useless.fingerprint())


def test_trusting_again_records_nothing_again(lead: Desk, worker: Desk) -> None:
    met(lead, worker)
    met(lead, worker)
    assert len(recorded(lead)) == 1


def test_other_keys_for_a_known_reference_are_refused_until_the_old_are_distrusted(
    lead: Desk, worker: Desk, store: Maker
) -> None:
    old, new = met(lead, worker), store("V-1", "victim_worker", "supervisor")
    with pytest.raises(Refusal, match="already trusts other keys for V-1") as refused:
        met(lead, new)
    assert "cara id distrust V-1" in refused.value.hint
    assert people.trusted(lead) == (old,)
    people.distrust(lead, "V-1")
    assert met(lead, new) == people.me(new)
    with pytest.raises(Refusal):
        people.whose(lead, old.verify)


def test_a_reference_that_differs_in_case_alone_is_no_other_person(
    lead: Desk, worker: Desk, store: Maker
) -> None:
    met(lead, worker)
    with pytest.raises(Refusal, match="already trusts other keys for V-1"):
        met(lead, store("v-1", "victim_worker"))


def test_one_persons_keys_are_not_taken_for_anothers(lead: Desk, worker: Desk) -> None:
    theirs = met(lead, worker)
    renamed = Person("V-2", theirs.roles, theirs.verify, theirs.seal)
    with pytest.raises(Refusal, match="already trusted as V-1's"):
        people.trust(lead, renamed.card(), renamed.fingerprint())


def test_the_same_keys_in_another_role_need_their_new_digits(lead: Desk, worker: Desk) -> None:
    theirs = met(lead, worker)
    promoted = Person(theirs.staff, ("manager",), theirs.verify, theirs.seal)
    with pytest.raises(Refusal, match="not the digits"):
        people.trust(lead, promoted.card(), theirs.fingerprint())
    people.trust(lead, promoted.card(), promoted.fingerprint())
    assert people.trusted(lead) == (promoted,)


def test_nobody_trusts_themselves_or_another_of_the_same_reference(
    lead: Desk, store: Maker
) -> None:
    with pytest.raises(Refusal, match="own card"):
        met(lead, lead)
    with pytest.raises(Refusal, match="own staff reference"):
        met(lead, store("f-lead1", "manager"))
    assert recorded(lead) == []


def test_who_is_distrusted_is_neither_written_to_nor_received_from(
    lead: Desk, worker: Desk
) -> None:
    theirs = met(lead, worker)
    people.distrust(lead, "V-1")
    with pytest.raises(Refusal):
        people.person(lead, "V-1")
    with pytest.raises(Refusal):
        people.whose(lead, theirs.verify)
    with pytest.raises(Refusal):
        people.distrust(lead, "V-1")
    assert met(lead, worker) == theirs, "who was distrusted by mistake is trusted again by digits"


def test_every_refusal_says_what_to_do(lead: Desk, worker: Desk, store: Maker) -> None:
    theirs = people.me(worker)
    tries: list[Callable[[], object]] = [
        lambda: people.person(lead, "V-1"),
        lambda: people.whose(lead, worker.own.verify),
        lambda: people.distrust(lead, "V-1"),
        lambda: people.trust(lead, theirs.card(), ""),
        lambda: people.trust(lead, "nothing", ""),
        lambda: met(lead, lead),
        lambda: met(lead, store("f-lead1", "manager")),
    ]
    for attempt in tries:
        with pytest.raises(CaraError) as refused:
            attempt()
        assert refused.value.hint.endswith(".")


def test_a_reset_pin_holds_no_more_and_its_owner_chooses_another(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    with pytest.raises(Refusal, match="has a PIN already"):
        set_pin(desk, cohort, "F-CO2", "424242")
    people.apply_pin_reset(desk, cohort, "F-CO2", "M-1")
    with pytest.raises(Refusal, match="has no PIN yet"):
        desk.verify_pin(cohort, "F-CO2", PINS["F-CO2"])
    desk.verify_pin(cohort, "F-LEAD1", PINS["F-LEAD1"])
    set_pin(desk, cohort, "F-CO2", "424242")
    desk.verify_pin(cohort, "F-CO2", "424242")
    with pytest.raises(Refusal, match="not this facilitator's PIN"):
        desk.verify_pin(cohort, "F-CO2", PINS["F-CO2"])


def test_a_reset_outlives_closing_the_store(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    people.apply_pin_reset(desk, cohort, "F-CO2", "M-1")
    desk.close()
    again = open_desk(desk.folder, "practice")
    try:
        with pytest.raises(Refusal, match="has no PIN yet"):
            again.verify_pin(cohort, "F-CO2", PINS["F-CO2"])
        events = again.stream_events(f"{cohort}/delivery")
        resets = [event for event in events if isinstance(event, ev.PinReset)]
        assert [(reset.facilitator, reset.by) for reset in resets] == [("F-CO2", "M-1")]
    finally:
        again.close()


def test_a_reset_stays_when_something_else_is_taken_back(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, cohort, 1, command(desk.clock.now()))
    people.apply_pin_reset(desk, cohort, "F-CO2", "M-1")
    before = len(desk.state(cohort).log)
    deliver.do(desk, cohort, 1, cmd.Undo(desk.clock.now()))
    assert len(desk.state(cohort).log) > before
    with pytest.raises(Refusal, match="has no PIN yet"):
        desk.verify_pin(cohort, "F-CO2", PINS["F-CO2"])
    deliver.do(desk, cohort, 1, cmd.Redo(desk.clock.now()))
    with pytest.raises(Refusal, match="has no PIN yet"):
        desk.verify_pin(cohort, "F-CO2", PINS["F-CO2"])


@pytest.mark.parametrize("who", ["F-CO3", "", "M-1"])
def test_a_pin_of_nobody_here_is_not_reset(practice: Practice, who: str) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    with pytest.raises(Refusal, match="no PIN was reset"):
        people.apply_pin_reset(desk, cohort, who, "M-1")
    with pytest.raises(Refusal, match="no such cohort"):
        people.apply_pin_reset(desk, "WY26Z", "F-CO2", "M-1")
