"""Told is whoever must be told, what is new is never swallowed, and what was typed lies sealed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.escalations import Status
from cara_facilitate.domain.handover import AcknowledgedOne, EscalationGiven
from cara_facilitate.domain.override import Agency, Ground, Override, ToldFirst
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal
from cara_facilitate.services import erasing, escalation, escalation_received, override
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.escalation import Described
from cara_facilitate.services.rehearse import Practice
from tests.services.two_sides import (
    CALL,
    COHORT,
    OTHER,
    REF,
    heard,
    key_of,
    save,
    store,
    worker_store,
)

CANARY = "kingfisher-by-the-weir"


@pytest.fixture
def worker(home: Path, tmp_path: Path) -> Iterator[Desk]:
    """A victim-contact worker's store, told of two participants."""
    with worker_store(tmp_path / "worker", (REF, OTHER)) as desk:
        yield desk


@pytest.fixture
def manager(home: Path, tmp_path: Path) -> Iterator[Desk]:
    """The manager's store."""
    with store(tmp_path / "manager", "M-1", "manager") as desk:
        yield desk


def tell(desk: Desk, id_: str, to: str, reference: str = "") -> None:
    escalation.hand_over(
        desk, COHORT, id_, key=key_of(desk), to=to, told_at=desk.clock.now(), reference=reference
    )


def answered(desk: Desk, id_: str) -> None:
    """What a manager's answer by hand-over records in the worker's store, taken in twice."""
    for _ in range(2):
        given = [AcknowledgedOne(id_, "M-1", desk.clock.now())]
        events = escalation_received.acknowledged_events(desk, COHORT, given)
        if events:
            desk.record(COHORT, events, wait=True)


def only(desk: Desk) -> Described:
    (one,) = escalation.described(desk, COHORT, key_of(desk))
    return one


def close(desk: Desk, id_: str, result: str = "done") -> None:
    escalation.close(desk, COHORT, id_, key=key_of(desk), result=result)


def test_a_managers_answer_is_not_the_safeguarding_lead(worker: Desk) -> None:
    (id_,) = save(worker, heard(worker, REF, CALL, children="concern"))
    answered(worker, id_)
    one = only(worker)
    assert one.escalation.status is Status.RAISED
    assert one.still_to_tell == ("Safeguarding lead",)
    assert one.clock.endswith("left, answered by M-1, still to tell")
    assert escalation.to_hand_over(worker, [COHORT])
    with pytest.raises(Refusal, match="Still to be told: Safeguarding lead"):
        close(worker, id_)
    tell(worker, id_, "Safeguarding lead")
    assert only(worker).escalation.status is Status.HANDED_OVER
    assert escalation.to_hand_over(worker, [COHORT]), "the lead has not confirmed it"
    with pytest.raises(Refusal, match="Nobody who must be told"):
        close(worker, id_)
    escalation.acknowledge(worker, COHORT, id_, who="safeguarding LEAD")
    assert not escalation.to_hand_over(worker, [COHORT])
    close(worker, id_)


def test_a_managers_answer_stands_in_for_neither_the_marac_nor_the_idva(worker: Desk) -> None:
    (id_,) = save(worker, heard(worker, REF, CALL, dash="high"))
    answered(worker, id_)
    tell(worker, id_, "MARAC co-ordinator")
    escalation.acknowledge(worker, COHORT, id_, who="MARAC co-ordinator")
    one = only(worker)
    assert (one.escalation.status, one.still_to_tell) == (Status.RAISED, ("IDVA service",))
    with pytest.raises(Refusal, match="Still to be told: IDVA service"):
        close(worker, id_)


def test_somebody_who_is_not_on_the_route_is_written_down_and_does_not_count(worker: Desk) -> None:
    (id_,) = save(worker, heard(worker, REF, CALL, dash="high"))
    for to in ("a colleague", "another colleague"):
        tell(worker, id_, to)
        escalation.acknowledge(worker, COHORT, id_, who=to)
    one = only(worker)
    assert [told.to for told in one.escalation.hand_overs] == ["a colleague", "another colleague"]
    assert one.escalation.status is Status.RAISED
    assert one.still_to_tell == one.trigger.route
    with pytest.raises(Refusal, match="Still to be told"):
        close(worker, id_)


def test_a_new_ground_is_said_in_the_one_that_nobody_was_told_of(worker: Desk) -> None:
    said = heard(worker, REF, CALL, observed=("stalking",), dash="high")
    (id_,) = save(worker, said)
    more = replace(said, version=2, observed=("stalking", "strangulation"))
    assert save(worker, more) == (), "nobody was told: it is one duty"
    one = only(worker)
    assert one.escalation.id == id_
    assert one.words.reveal() == "dash: high; stalking; strangulation"
    tell(worker, id_, "IDVA service")
    assert len(save(worker, replace(more, version=3, observed=("stalking", "weapon")))) == 1


def test_what_was_typed_lies_sealed_and_goes_with_the_participant(worker: Desk) -> None:
    (id_,) = save(worker, heard(worker, REF, CALL, children="concern"))
    tell(worker, id_, "Safeguarding lead", reference=f"ref {CANARY}")
    escalation.acknowledge(worker, COHORT, id_, who="Safeguarding lead")
    close(worker, id_, f"seen at {CANARY}")
    one = only(worker)
    (told,) = one.escalation.hand_overs
    assert one.reference(told).reveal() == f"ref {CANARY}"
    assert one.result.reveal() == f"seen at {CANARY}"
    assert CANARY not in repr(one)

    def open_stream() -> str:
        return "".join(
            repr([getattr(event, name) for name in event.__slots__])
            for event in worker.stream_events(f"{COHORT}/delivery")
        )

    assert CANARY not in open_stream()
    erasing.erase(worker, COHORT, REF, "asked in writing")
    assert CANARY not in open_stream()
    gone = only(worker)
    assert gone.escalation.status is Status.CLOSED, "that it was there and ended stays"
    assert (gone.ref, gone.reference(told).reveal(), bool(gone.result)) == ("", "none given", False)
    assert not worker.sealed(COHORT, "casework", key_of(worker))


def test_of_somebody_erased_the_worker_is_told_to_use_the_telephone(worker: Desk) -> None:
    erasing.erase(worker, COHORT, REF, "asked in writing")
    with pytest.raises(Refusal, match="erased here") as refused:
        escalation.raise_escalation(worker, COHORT, REF, "child_concern")
    assert "by voice" in refused.value.hint and "paper" in refused.value.hint
    assert escalation.raise_escalation(worker, COHORT, OTHER, "child_concern")


def test_one_erased_participant_blocks_nobody_elses_escalation(manager: Desk) -> None:
    def given(id_: str, ref: str) -> EscalationGiven:
        return EscalationGiven(id_, ref, "child_concern", CALL, CALL)

    def arrive(*every: EscalationGiven) -> None:
        events = escalation_received.received_events(manager, COHORT, every, "V-1")
        manager.record(COHORT, events, wait=True)

    arrive(given("ES-1", REF))
    manager.erase(REF)
    arrive(given("ES-2", REF), given("ES-3", OTHER))
    here = escalation_received.received(manager, COHORT)
    assert [one.id for one in here] == ["ES-1", "ES-2", "ES-3"], "no duty is lost"
    about = escalation.descriptions(manager, COHORT, key_of(manager))
    assert {id_: one.ref for id_, one in about.items()} == {"ES-3": OTHER}
    taken = escalation_received.acknowledge_received(manager, COHORT, "ES-2")
    assert taken.acknowledged_by == "M-1"


def test_a_store_that_delivers_the_cohort_holds_nothing_of_the_workers_side(
    practice: Practice,
) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    desk.roles = ("facilitator", "victim_worker")
    ref = practice.plan.people[0].ref
    given = Override(ref, Ground.LIFE, Agency.POLICE, Protected("x"), ToldFirst.YES)
    for act in (
        lambda: escalation.raise_escalation(desk, cohort, ref, "honour_based"),
        lambda: override.override(desk, cohort, given),
        lambda: escalation.acknowledge(desk, cohort, "ES-1", who="Police"),
    ):
        with pytest.raises(Refusal, match="not told of that cohort"):
            act()
    assert f"{cohort}/casework" not in desk.streams()
    log = desk.stream_events(f"{cohort}/delivery")
    assert not any(isinstance(event, ev.EscalationRaised) for event in log)


def test_a_time_it_was_told_belongs_to_its_own_reference(worker: Desk) -> None:
    (id_,) = save(worker, heard(worker, REF, CALL - timedelta(hours=1), dash="high"))
    tell(worker, id_, "MARAC co-ordinator", "one")
    tell(worker, id_, "IDVA service")
    one = only(worker)
    said = [one.reference(told).reveal() for told in one.escalation.hand_overs]
    assert said == ["one", "none given"]
