"""Hand-overs between real stores: who may give whom what, and everything else refused."""

from __future__ import annotations

import dataclasses
import json
import random
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.feedback_rows import COLUMNS
from cara_facilitate.domain.handover import Handover, Named
from cara_facilitate.domain.people import CARRIES, Part, Role, may_carry
from cara_facilitate.errors import CaraError, IntakeError, Refusal, StoreError
from cara_facilitate.intake.handover_file import read_body, to_body
from cara_facilitate.journal.parcels import BLOCK, wrap
from cara_facilitate.services import (
    caseload,
    casework,
    cohorts,
    escalation,
    escalation_received,
    feedback_import,
    handover,
    people,
    placed,
    receiving,
    receiving_parts,
)
from cara_facilitate.services.bootstrap import HOUSE, make_store, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import practice_time
from tests.services.circle import BETWEEN, Circle, circle, heard, key_of, meet


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Circle]:
    """Four stores that trust one another, on a day between the workshops."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made:
        made.clocks(practice_time(BETWEEN, 12, 0))
        yield made


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


# --- what goes ------------------------------------------------------------------------------


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


NOBODY = Named("X", "00000 00000 00000 00000 00000 00000")


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


# --- what is refused ------------------------------------------------------------------------


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
    }


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


# --- crashes in between ---------------------------------------------------------------------


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
        return desk.state(cohort).pins
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


# --- between manager, supervisor and the others ---------------------------------------------


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
    heard(whole.worker, whole.cohort, whole.refs[0])
    received = whole.hand(whole.worker, whole.supervisor)
    assert list(received.parts) == [Part.COVERAGE]
    (text,) = receiving_parts.kept(whole.supervisor, whole.cohort).values()
    assert "rostered: 12" in text and "never contacted: 11" in text
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
