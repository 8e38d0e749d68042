"""In the manager's store an erased participant leaves no seat; in the room stands no worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.cli.privacy import run as command
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Part
from cara_facilitate.errors import Refusal
from cara_facilitate.services import cohorts, erasing, placed, privacy
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


def test_what_a_hold_on_somebody_else_keeps_is_told_and_shown_nowhere(whole: Circle) -> None:
    desk, cohort = whole.manager, whole.cohort
    whole.hand(whole.lead, desk)
    gone, held, third = whole.refs[2], whole.refs[0], whole.refs[1]
    erasing.erase(desk, cohort, third, "asked in writing")
    assert not erasing.kept_back(desk, cohort)
    privacy.hold(desk, cohort, held, "a court asked")
    erasing.erase(desk, cohort, gone, "asked in writing")
    assert any(gone in one.values() for one in seats(desk, cohort)), "it waits for the hold"
    assert erasing.kept_back(desk, cohort) == {gone}
    assert gone not in {one.ref for one in placed.plan(desk, cohort).people}
    (report,) = privacy.report(desk)
    assert report.kept_back == {gone}
    privacy.lift(desk, cohort, held, "settled")
    assert not erasing.kept_back(desk, cohort)
    assert not any(gone in one.values() for one in seats(desk, cohort))


def test_the_command_says_what_stays_with_the_hold(
    whole: Circle, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.hand(whole.lead, whole.manager)
    privacy.hold(whole.manager, whole.cohort, whole.refs[0], "a court asked")

    @contextmanager
    def opened() -> Iterator[Desk]:
        yield whole.manager

    monkeypatch.setattr("cara_facilitate.cli.privacy.opened_desk", opened)
    gone = whole.refs[2]
    assert command(["erase", whole.cohort, gone, "--reason", "asked in writing", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "A legal hold on somebody else keeps" in said and "nothing here opens it" not in said
    command(["report"])
    report = capsys.readouterr().out
    _, _, after = report.partition("Erased, but a legal hold keeps an earlier placement")
    assert after.split()[3] == gone, after[:80]
    assert max(map(len, report.splitlines())) <= 80
    command(["report", "--json"])
    (cohort,) = json.loads(capsys.readouterr().out)["cohorts"]
    assert [one["kept_by_hold"] for one in cohort["erased"]] == [True]
    privacy.lift(whole.manager, whole.cohort, whole.refs[0], "settled")
    other = whole.refs[3]
    command(["erase", whole.cohort, other, "--reason", "asked in writing", "--yes"])
    assert "nothing here opens it again" in capsys.readouterr().out
