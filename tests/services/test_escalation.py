"""A duty once written down is on the disk, goes forward only, and comes back acknowledged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain.escalations import Status
from cara_facilitate.domain.handover import EscalationGiven
from cara_facilitate.domain.override import REMINDER, Agency, Ground, Override, ToldFirst
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal
from cara_facilitate.services import (
    casework,
    escalation,
    escalation_received,
    extracting,
    override,
)
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.escalation_clock import column_words
from tests.services.two_sides import (
    CALL,
    COHORT,
    OTHER,
    REF,
    heard,
    key_of,
    reopened,
    save,
    store,
    worker_store,
)

CANARY = "kingfisher-by-the-weir"
COLUMN = 39
"""Cells of the clocks' column in 80 columns."""


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


def raise_one(desk: Desk, trigger: str = "pressure") -> str:
    return escalation.raise_escalation(desk, COHORT, REF, trigger, words=Protected(CANARY))


def status(desk: Desk, id_: str) -> Status:
    return {one.id: one.status for one in escalation.every(desk, COHORT)}[id_]


def tell(desk: Desk, id_: str, to: str = "Manager on call", ago: int = 0) -> None:
    at = desk.clock.now() - timedelta(minutes=ago)
    escalation.hand_over(desk, COHORT, id_, key=key_of(desk), to=to, told_at=at)


def test_saving_a_record_raises_what_it_says_in_the_same_commit(worker: Desk) -> None:
    said = heard(worker, REF, CALL, children="immediate", negative=("retaliation",))
    raised = save(worker, said)
    standing = escalation.standing(worker, COHORT)
    assert tuple(one.id for one in standing) == raised
    about = escalation.described(worker, COHORT, key_of(worker))
    assert [one.trigger.slug for one in about] == ["child_immediate", "pressure"]
    assert {one.ref for one in about} == {REF}
    assert about[0].escalation.due == CALL


def test_a_version_that_says_less_takes_nothing_back(worker: Desk) -> None:
    said = heard(worker, REF, CALL, children="immediate")
    (raised,) = save(worker, said)
    assert save(worker, replace(said, version=2, children="none")) == ()
    assert [one.id for one in escalation.standing(worker, COHORT)] == [raised]
    assert save(worker, replace(said, version=3)) == (), "the one nobody was told of stands"
    tell(worker, raised, "999")
    save(worker, replace(said, version=4, children="none"))
    assert len(save(worker, replace(said, version=5))) == 1, "999 does not know of this one"


def test_it_outlives_the_lock_and_needs_no_key_to_be_known(worker: Desk) -> None:
    id_ = raise_one(worker)
    again = reopened(worker)
    try:
        (one,) = escalation.standing(again, COHORT)
        assert one.id == id_
        assert escalation.to_hand_over(again, [COHORT])
        assert CANARY not in repr(one) + escalation.clock_words(one, again.clock.now())
    finally:
        again.close()


def test_the_steps_are_taken_in_order_and_none_is_left_out(worker: Desk) -> None:
    id_ = raise_one(worker, "high_risk")
    with pytest.raises(Refusal, match="Nobody was told of this escalation"):
        escalation.acknowledge(worker, COHORT, id_, who="IDVA service")
    with pytest.raises(Refusal, match="Nobody was told of this escalation"):
        escalation.close(worker, COHORT, id_, key=key_of(worker), result="done")
    tell(worker, id_, "MARAC co-ordinator")
    with pytest.raises(Refusal, match="Nobody has acknowledged"):
        escalation.close(worker, COHORT, id_, key=key_of(worker), result="done")
    with pytest.raises(Refusal, match="were not told"):
        escalation.acknowledge(worker, COHORT, id_, who="IDVA service")
    escalation.acknowledge(worker, COHORT, id_, who="marac  co-ordinator")
    with pytest.raises(Refusal, match="Still to be told: IDVA service"):
        escalation.close(worker, COHORT, id_, key=key_of(worker), result="done")
    assert status(worker, id_) is Status.RAISED
    (one,) = escalation.standing(worker, COHORT)
    assert escalation.clock_words(one, worker.clock.now()).endswith("left, 1 more to tell")
    assert column_words(one, worker.clock.now()).endswith("), 1 to tell")
    tell(worker, id_, "IDVA service")
    with pytest.raises(Refusal, match="what came of it"):
        escalation.close(worker, COHORT, id_, key=key_of(worker), result="  ")
    escalation.close(worker, COHORT, id_, key=key_of(worker), result="both took it")
    assert status(worker, id_) is Status.CLOSED
    assert escalation.standing(worker, COHORT) == ()
    with pytest.raises(Refusal, match="is closed"):
        tell(worker, id_)


def test_the_banner_stands_until_everything_was_acknowledged(worker: Desk) -> None:
    assert not escalation.to_hand_over(worker, [COHORT])
    id_ = raise_one(worker)
    tell(worker, id_)
    assert escalation.to_hand_over(worker, [COHORT])
    escalation.acknowledge(worker, COHORT, id_, who="Manager on call")
    assert not escalation.to_hand_over(worker, [COHORT])


def test_somebody_may_have_been_told_during_the_call_but_not_before_it(worker: Desk) -> None:
    at = worker.clock.now() - timedelta(hours=1)
    id_ = escalation.raise_escalation(worker, COHORT, REF, "immediate_danger", heard=at)
    tell(worker, id_, "999", ago=59)
    with pytest.raises(Refusal, match="nobody was told of it before"):
        tell(worker, id_, "999", ago=70)
    with pytest.raises(Refusal, match="not here yet"):
        tell(worker, id_, "999", ago=-5)


def test_a_record_typed_in_the_evening_is_late_from_the_call_on(worker: Desk) -> None:
    set_practice_clock(worker.folder, CALL + timedelta(hours=4))
    save(worker, heard(worker, REF, CALL, observed=("weapon",)))
    (one,) = escalation.standing(worker, COHORT)
    assert one.overdue(worker.clock.now())
    assert escalation.clock_words(one, worker.clock.now()) == "OVERDUE since 15:00 today"


def test_in_a_narrow_column_every_number_of_a_clock_stands_before_what_is_cut(
    worker: Desk,
) -> None:
    id_ = raise_one(worker, "high_risk")

    def column() -> str:
        (one,) = escalation.standing(worker, COHORT)
        return column_words(one, worker.clock.now())

    assert re.fullmatch(r"by 23:59 today \(\d+ h \d+ min\)", column())
    tell(worker, id_, "MARAC co-ordinator")
    assert re.fullmatch(r"by 23:59 today \(\d+ h \d+ min\), 1 to tell", column())
    assert len(column()) <= COLUMN
    tell(worker, id_, "IDVA service")
    assert column() == "told 0 min ago, no answer: IDVA service"


def test_a_missed_workshop_is_refused_with_the_road_it_takes(worker: Desk) -> None:
    with pytest.raises(Refusal, match="not an escalation") as refused:
        raise_one(worker, "missed_workshop")
    assert "attendance return" in refused.value.hint


@pytest.mark.parametrize(
    ("ref", "trigger", "words"),
    [
        (REF, "nothing-known", ""),
        ("WY26B-7K3M-6", "pressure", ""),
        ("WY26A-7K3M-7", "pressure", ""),
        (REF, "pressure", "x" * 401),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    worker: Desk, ref: str, trigger: str, words: str
) -> None:
    with pytest.raises(Refusal):
        escalation.raise_escalation(worker, COHORT, ref, trigger, words=Protected(words))
    assert escalation.every(worker, COHORT) == ()


def test_only_a_worker_raises_and_only_a_manager_takes_in(worker: Desk, manager: Desk) -> None:
    with pytest.raises(Refusal, match="worker's to raise") as refused:
        raise_one(manager)
    assert "safeguarding flag" in refused.value.hint
    with pytest.raises(Refusal, match="manager"):
        escalation_received.received_events(worker, COHORT, [], "V-1")
    with pytest.raises(Refusal, match="manager"):
        escalation_received.acknowledge_received(worker, COHORT, "ES-1")


def pass_on(worker: Desk, manager: Desk) -> None:
    given = escalation_received.outgoing(worker, COHORT, key_of(worker))
    events = escalation_received.received_events(manager, COHORT, given, "V-1")
    if events:
        manager.record(COHORT, events, wait=True)


def pass_back(worker: Desk, manager: Desk) -> None:
    given = escalation_received.acknowledgements(manager, COHORT)
    events = escalation_received.acknowledged_events(worker, COHORT, given)
    if events:
        worker.record(COHORT, events, wait=True)


def test_it_goes_to_the_manager_without_words_and_comes_back_acknowledged(
    worker: Desk, manager: Desk
) -> None:
    id_ = raise_one(worker)
    for _ in range(2):  # the same file taken in twice changes nothing
        pass_on(worker, manager)
    (here,) = escalation_received.received(manager, COHORT)
    assert (here.id, here.trigger, here.sender) == (id_, "pressure", "V-1")
    (about,) = escalation.descriptions(manager, COHORT, key_of(manager)).values()
    assert about.ref == REF
    assert not about.words
    pass_back(worker, manager)
    assert status(worker, id_) is Status.RAISED
    for _ in range(2):
        escalation_received.acknowledge_received(manager, COHORT, id_)
        pass_back(worker, manager)
    (one,) = escalation.standing(worker, COHORT)
    assert one.status is Status.RAISED, "whom the worker told is still to be written down"
    assert one.acknowledged_by == ("M-1",)
    assert [told.to for told in one.hand_overs] == ["Manager on call"]
    tell(worker, id_)
    assert status(worker, id_) is Status.ACKNOWLEDGED


def test_a_number_that_came_from_somebody_else_is_refused(worker: Desk, manager: Desk) -> None:
    raise_one(worker)
    pass_on(worker, manager)
    given = escalation_received.outgoing(worker, COHORT, key_of(worker))
    with pytest.raises(Refusal, match="somebody else"):
        escalation_received.received_events(manager, COHORT, given, "V-2")
    with pytest.raises(Refusal, match="No such escalation"):
        escalation_received.acknowledge_received(manager, COHORT, "ES-NONE")


def test_a_worker_hears_of_their_own_and_of_no_other_workers(worker: Desk, manager: Desk) -> None:
    id_ = raise_one(worker)
    pass_on(worker, manager)
    theirs = EscalationGiven("ES-THEIRS", OTHER, "pressure", CALL, CALL)
    taken = escalation_received.received_events(manager, COHORT, [theirs], "V-2")
    manager.record(COHORT, taken, wait=True)
    for one in (id_, "ES-THEIRS"):
        escalation_received.acknowledge_received(manager, COHORT, one)
    (mine,) = escalation_received.acknowledgements(manager, COHORT, "V-1")
    assert mine.escalation == id_
    both = escalation_received.acknowledgements(manager, COHORT)
    events = escalation_received.acknowledged_events(worker, COHORT, both)
    assert {event.escalation for event in events} == {id_}  # type: ignore[attr-defined]


def given_override(**changes: object) -> Override:
    return replace(
        Override(REF, Ground.CHILD, Agency.CHILDREN, Protected(CANARY), ToldFirst.YES),
        **changes,  # type: ignore[arg-type]
    )


def test_an_override_is_sealed_and_reminds_of_the_escalation(worker: Desk) -> None:
    assert override.override(worker, COHORT, given_override()) == REMINDER
    again = reopened(worker)
    try:
        assert again.sealed(COHORT, "casework") == [], "the desk's own key opens none of it"
        (kept,) = override.overrides(again, COHORT, key_of(again))
    finally:
        again.close()
    assert (kept.ground, kept.agency, kept.told_first) == ("child", "childrens_social_care", "yes")
    assert kept.shared.reveal() == CANARY
    assert CANARY not in repr(kept)


def test_what_went_to_an_agency_goes_nowhere_else(worker: Desk) -> None:
    casework.set_check_words(worker, COHORT, {REF: "lantern", OTHER: "harbour"})
    save(worker, heard(worker, REF, CALL, children="immediate"))
    override.override(worker, COHORT, given_override(reason=Protected(CANARY)))
    with casework.open_casework(worker, COHORT, key_of(worker)) as work:
        left: list[object] = [
            extracting.extract(worker, work),
            extracting.coverage(work).counts(),
        ]
    left.append(escalation_received.outgoing(worker, COHORT, key_of(worker)))
    assert REF in repr(left)
    assert CANARY not in repr(left)


@pytest.mark.parametrize(
    "changes",
    [
        {"shared": Protected(" ")},
        {"shared": Protected("x" * 401)},
        {"told_first": ToldFirst.UNSAFE},
        {"told_first": ToldFirst.NO_TIME, "reason": Protected("\n")},
        {"reason": Protected("x" * 281)},
        {"ref": "WY26B-7K3M-6"},
    ],
)
def test_an_override_that_lacks_something_is_not_kept(
    worker: Desk, changes: dict[str, object]
) -> None:
    with pytest.raises(Refusal):
        override.override(worker, COHORT, given_override(**changes))
    assert override.overrides(worker, COHORT, key_of(worker)) == ()


def test_only_the_worker_overrides(manager: Desk) -> None:
    with pytest.raises(Refusal, match="worker"):
        override.override(manager, COHORT, given_override())
