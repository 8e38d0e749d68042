"""In the manager's store an erased participant leaves no seat; in the room stands no worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Part
from cara_facilitate.errors import Refusal
from cara_facilitate.services import cohorts, erasing, placed
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, make_store, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import practice_plan, practice_time
from tests.services.circle import FIRST, Circle, circle, meet


@pytest.fixture
def whole(home: Path, tmp_path: Path) -> Iterator[Circle]:
    """The four stores."""
    folder = tmp_path / "circle"
    folder.mkdir()
    with circle(folder) as made:
        yield made


def seats(desk: Desk, cohort: str) -> list[dict[int, str]]:
    """Every map of seats that a manager's store still holds."""
    return [
        dict(event.seats)
        for event in desk.sealed(cohort, "placement")
        if isinstance(event, ev.PlacementReceived)
    ]


def test_erasing_somebody_takes_their_seat_out_of_every_placement_that_came(
    whole: Circle,
) -> None:
    for _ in range(2):
        whole.hand(whole.lead, whole.manager)
    gone = whole.refs[2]
    erasing.erase(whole.manager, whole.cohort, gone, "asked in writing")
    (left,) = seats(whole.manager, whole.cohort)
    assert gone not in left.values()
    assert set(left.values()) == set(whole.refs) - {gone}
    plan = placed.plan(whole.manager, whole.cohort)
    assert len(plan.people) == len(whole.refs) - 1
    assert placed.findings(whole.manager, whole.cohort)
    assert whole.manager._store.verify() == []


def test_a_seat_that_a_crash_left_behind_goes_at_the_next_opening(
    whole: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.hand(whole.lead, whole.manager)
    gone, folder = whole.refs[2], whole.manager.folder
    monkeypatch.setattr(erasing, "_carry_out", lambda *_: None)
    erasing.erase(whole.manager, whole.cohort, gone, "asked in writing")
    monkeypatch.undo()
    whole.manager.close()
    whole.manager = open_desk(folder, PRACTICE_PASSPHRASE)
    assert [gone in one.values() for one in seats(whole.manager, whole.cohort)] == [False]


def test_the_victim_contact_worker_is_never_made_a_facilitator(whole: Circle) -> None:
    for staff in ("V-1", "v-1"):
        with pytest.raises(Refusal, match="victim-contact worker and cannot deliver"):
            cohorts.cover(whole.lead, whole.cohort, "F-CO2", staff, "F-LEAD1")
    assert whole.lead.state(whole.cohort).facilitators == whole.plan.facilitators
    later = practice_plan(FIRST + timedelta(days=70))
    another = replace(later, cohort="WY26B", facilitators=("F-LEAD1", "V-1"))
    with pytest.raises(Refusal, match="victim-contact worker and cannot deliver WY26B"):
        cohorts.new(whole.lead, another, {})


@pytest.mark.parametrize("told", [False, True])
def test_somebody_who_does_both_delivers_what_they_were_never_handed_the_roster_of(
    whole: Circle, told: bool
) -> None:
    folder = whole.folder / "both"
    folder.mkdir(mode=0o700)
    set_practice_clock(folder, practice_time(FIRST, 9, 40))
    roles = ("facilitator", "victim_worker")
    both, _ = make_store(folder, PRACTICE_PASSPHRASE, "F-BOTH", roles=roles, practice=True)
    meet(whole.lead, both)
    written = whole.write(whole.lead, both)
    both.close()
    assert Part.ROSTER in written.parts
    cohort = whole.cohort if told else "WY26B"
    if told:
        with pytest.raises(Refusal, match="cannot deliver"):
            cohorts.cover(whole.lead, cohort, "F-CO2", "F-BOTH", "F-LEAD1")
        return
    later = practice_plan(FIRST + timedelta(days=70))
    people = tuple(replace(one, ref="") for one in later.people)
    another = replace(later, cohort=cohort, facilitators=("F-LEAD1", "F-BOTH"), people=people)
    assert cohorts.new(whole.lead, another, {}).facilitators == ("F-LEAD1", "F-BOTH")
