"""The report in each of the stores: every class has a date, or the reason for none, and whose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.retention import ESCALATIONS, FROM_HANDING_OVER, WAITS
from cara_facilitate.services import privacy
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.privacy import ClassLine
from cara_facilitate.services.rehearse import practice_time
from tests.services.circle import Circle, circle

SECOND = date(2026, 12, 26)


@pytest.fixture
def whole(home: Path, tmp_path: Path) -> Iterator[Circle]:
    """The four stores."""
    folder = tmp_path / "circle"
    folder.mkdir()
    with circle(folder) as made:
        yield made


def lines(desk: Desk) -> dict[str, ClassLine]:
    [told] = privacy.report(desk)
    return {line.held.kind.slug: line for line in told.classes}


def later(desk: Desk, days: int) -> None:
    set_practice_clock(desk.folder, practice_time(SECOND + timedelta(days=days), 9, 0))


def test_placement_handed_to_a_manager_has_a_date_from_the_days_handed_over_with_it(
    whole: Circle,
) -> None:
    whole.hand(whole.lead, whole.manager)
    before = lines(whole.manager)["placement"]
    assert (before.held.until, before.held.why) == (None, "workshop two is not over")
    later(whole.manager, 1)
    told = lines(whole.manager)["placement"]
    assert told.held.until == SECOND + timedelta(days=183)
    assert "our proposal" in told.held.rule
    assert set(told.about.refs) == set(whole.refs)
    later(whole.manager, 200)
    assert lines(whole.manager)["placement"].held.due
    assert "past its date" in privacy.warning(whole.manager)


def test_an_unacknowledged_escalation_keeps_a_managers_placement(whole: Circle) -> None:
    whole.hand(whole.lead, whole.manager)
    at = whole.manager.clock.now()
    come = ev.EscalationReceived("e" * 32, whole.cohort, "weapon", at, "V-1", at)
    whole.manager.record(whole.cohort, [come], wait=True)
    later(whole.manager, 200)
    held = lines(whole.manager)["placement"].held
    assert not held.due and WAITS[ESCALATIONS] in held.waits_for


def test_what_a_store_holds_without_knowing_the_days_counts_from_when_it_came(
    whole: Circle, tmp_path: Path
) -> None:
    desk, folder = whole.supervisor, whole.supervisor.folder
    at = desk.clock.now()
    paper = ev.DocumentReceived("d" * 32, "note", "N-1", "Listened.", "F-LEAD1", at)
    came = ev.HandoverReceived("d" * 32, whole.cohort, "F-LEAD1", ("note",), at, at)
    desk.record(whole.cohort, [paper], wait=True)
    desk.record("store", [came], wait=True)
    assert lines(desk)["documents"].held.why == "set by contract"
    desk.close()
    (tmp_path / "settings.toml").write_text("[retention]\ndocuments = 90\n", encoding="utf-8")
    whole.supervisor = open_desk(folder, PRACTICE_PASSPHRASE)
    held = lines(whole.supervisor)["documents"].held
    assert held.until == at.date() + timedelta(days=90)
    assert FROM_HANDING_OVER in held.rule and "90 days, set by your service" in held.rule
    later(whole.supervisor, 200)
    assert lines(whole.supervisor)["documents"].held.due


def test_every_line_says_until_when_or_why_not_and_under_what_rule_and_about_whom(
    whole: Circle,
) -> None:
    whole.hand(whole.lead, whole.manager)
    whole.hand(whole.lead, whole.worker)
    for desk in (whole.lead, whole.manager, whole.worker):
        for slug, line in lines(desk).items():
            held, whom = line.held, line.about
            assert held.rule and bool(held.until) != bool(held.why), slug
            assert whom.refs or whom.seats or whom.words or not line.entries, slug


def test_who_opened_a_view_stands_at_each_class_it_shows(whole: Circle) -> None:
    from cara_facilitate.services import reading

    reading.note_read(whole.lead, whole.cohort, "flags", "F-CO2", wait=True)
    told = lines(whole.lead)
    assert [(one.view, one.facilitator) for one in told["risk"].reads] == [("flags", "F-CO2")]
    assert told["placement"].reads == ()
