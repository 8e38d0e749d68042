"""The planner over a real store and the real sites: bookings, files, rules that must be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.domain.pairing import Answer
from cara_facilitate.domain.plan_events import WorkshopNotHeld
from cara_facilitate.errors import IntakeError, PluginError, Refusal
from cara_facilitate.host.registry import Host
from cara_facilitate.services import planning
from cara_facilitate.services.bootstrap import open_plugins
from cara_facilitate.services.rehearse import Practice

START = date(2026, 11, 23)
BOTH = ("F-LEAD1", "F-CO2")
FILE = """
cohort: WY26C
site: west-yorkshire
curriculum: cara-open
variant: intimate-partner-male
facilitators: [F-LEAD1, F-CO2, F-3]
trained: F-LEAD1;F-CO2
participants:
  - {sex: male, relationship: partner, caution_date: 2026-10-31, risk: standard,
     first_time: true, disposal: conditional_caution, issuer: WYP, referrer: WYP}
  - {sex: male, relationship: ex_partner, caution_date: 2026-09-19, risk: standard,
     first_time: true, disposal: conditional_caution, issuer: WYP, referrer: WYP}
"""


@pytest.fixture
def host(home: Path) -> Iterator[Host]:
    """The plugins of this installation, with settings of their own."""
    del home
    found = open_plugins()
    yield found
    found.close()


def dated(host: Host, *cautions: date, site: str = "west-yorkshire") -> planning.Request:
    return planning.of_dates(
        host, site, "intimate-partner-male", cautions, facilitators=BOTH, first=START
    )


def firsts(found: Answer) -> list[date]:
    return [pair.first for pair in found.pairs if pair.days == 28]


def test_caution_dates_alone_find_pairs_and_it_is_said_what_was_taken_for_granted(host: Host):
    request = dated(host, date(2026, 10, 31), date(2026, 10, 3))
    found = planning.answer(host, request)
    assert found.pairs[0].first == date(2026, 11, 28)
    assert found.pairs[0].second == date(2026, 12, 26)
    assert found.pairs[0].people == (1, 2)
    assert planning.TAKEN_FOR_GRANTED in planning.notes(request, None)
    assert planning.NOT_LOOKED in planning.notes(request, None)
    assert not any("WY-2" in note or "WY-3" in note for note in found.pairs[0].notes)


def test_the_window_ends_where_the_last_cautions_sixteen_weeks_leave_room_for_a_pair(host: Host):
    request = dated(host, date(2026, 10, 31), date(2026, 10, 3))
    assert request.last == date(2027, 1, 23)
    assert dated(host, date(2026, 1, 1)).last == START


def test_this_stores_bookings_count_and_those_of_a_day_not_held_do_not(practice: Practice):
    desk = practice.desk
    request = dated(desk.host, date(2026, 11, 14))
    assert date(2026, 11, 28) in firsts(planning.answer(desk.host, request))
    found = planning.answer(desk.host, request, desk)
    assert date(2026, 11, 28) not in firsts(found)
    refused = next(one for one in found.refused if one.first == date(2026, 11, 28))
    assert "F-CO2 is booked already" in [reason.words for reason in refused.reasons]
    for number in (1, 2):
        called = WorkshopNotHeld(number, "venue shut", "F-LEAD1", desk.clock.now())
        desk.record("WY26A", [called], wait=True)
    assert date(2026, 11, 28) in firsts(planning.answer(desk.host, request, desk))


def test_a_cohort_that_is_planned_anew_does_not_stand_in_its_own_way(practice: Practice):
    desk = practice.desk
    request = replace(dated(desk.host, date(2026, 11, 14)), cohort="WY26A")
    assert date(2026, 11, 28) in firsts(planning.answer(desk.host, request, desk))


def test_a_third_facilitator_steps_in_where_one_is_booked(practice: Practice):
    desk = practice.desk
    request = replace(
        dated(desk.host, date(2026, 11, 14)), facilitators=("F-LEAD1", "F-NEW3", "F-NEW4")
    )
    found = planning.answer(desk.host, request, desk)
    assert found.pairs[0].first == date(2026, 11, 28)
    assert found.pairs[0].facilitators == ("F-NEW3", "F-NEW4")


def test_a_cohort_file_without_workshops_is_planned_as_it_stands(host: Host, tmp_path: Path):
    path = tmp_path / "waiting.yaml"
    path.write_text(FILE, encoding="utf-8")
    plan = planning.read_waiting(host, path)
    assert plan.workshops == ()
    request = planning.of_plan(plan, first=START)
    assert [person.seat for person in request.people] == [1, 2]
    found = planning.answer(host, request)
    assert max(pair.second for pair in found.pairs) <= date(2027, 1, 9)
    assert planning.TAKEN_FOR_GRANTED not in planning.notes(request, None)


def test_unknown_eligibility_in_a_file_is_never_planned_around(host: Host, tmp_path: Path):
    path = tmp_path / "waiting.yaml"
    path.write_text(FILE.replace("risk: standard,", ""), encoding="utf-8")
    found = planning.answer(host, planning.of_plan(planning.read_waiting(host, path), first=START))
    assert found.pairs == ()
    said = {reason.words for one in found.refused for reason in one.reasons}
    assert any(words.startswith("WY-2: Eligibility not confirmed") for words in said)
    assert not any("risk" in words for words in said)


def test_workshops_in_the_file_are_not_looked_at(host: Host, tmp_path: Path):
    path = tmp_path / "waiting.yaml"
    days = 'workshops: [{date: 2026-12-01, start: "10:00"}, {date: 2026-12-29, start: "10:00"}]'
    path.write_text(f"{FILE}{days}\n", encoding="utf-8")
    request = planning.of_plan(planning.read_waiting(host, path), first=START)
    assert planning.answer(host, request).pairs[0].first == date(2026, 11, 28)


def test_a_slip_in_the_file_is_refused_with_its_place(host: Host, tmp_path: Path):
    path = tmp_path / "waiting.yaml"
    path.write_text(FILE.replace("2026-10-31", "soon"), encoding="utf-8")
    with pytest.raises(IntakeError, match="date") as refused:
        planning.read_waiting(host, path)
    assert refused.value.where == "waiting.yaml:9:54"


def test_a_file_cannot_say_what_only_the_day_can(host: Host):
    request = replace(dated(host, date(2026, 10, 31)), extra={"phase": "stopped"})
    pairs = planning.answer(host, request).pairs
    assert all(28 <= pair.days <= 35 for pair in pairs)
    observed = replace(request, extra={"observers": "F-CO2"})
    assert planning.answer(host, observed).pairs == ()


def test_rules_that_are_missing_stop_the_planner(host: Host):
    with pytest.raises(PluginError, match="no site policy"):
        dated(host, date(2026, 10, 31), site="nowhere")
    with pytest.raises(PluginError, match="no site policy"):
        planning.answer(host, replace(dated(host, date(2026, 10, 31)), site="nowhere"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facilitators": ("F-LEAD1",)}, "name at least two"),
        ({"facilitators": ("F-LEAD1", "F-LEAD1")}, "named twice"),
        ({"facilitators": ("F-LEAD1", "a name")}, "staff reference"),
        ({"people": ()}, "Nobody is waiting"),
        ({"seats": 13}, "1 to 12 seats"),
        ({"seats": 0}, "1 to 12 seats"),
        ({"fewest": 2}, "fewest"),
        ({"last": date(2026, 11, 1)}, "before the first"),
        ({"last": date(2028, 11, 1)}, "At most 366 days"),
        ({"away": {"F-3": [START]}}, "not among the facilitators"),
        ({"variant": "other"}, "The variant is one of"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    host: Host, changes: dict[str, object], words: str
):
    request = replace(dated(host, date(2026, 10, 31)), **changes)  # type: ignore[arg-type]
    with pytest.raises(Refusal, match=words):
        planning.answer(host, request)


def test_the_document_holds_seats_and_reasons_and_nothing_of_people(host: Host):
    request = dated(host, date(2026, 10, 31))
    document = planning.document(request, planning.answer(host, request), ["a note"])
    first = document["pairs"][0]
    assert first["first"] == "2026-11-28"
    assert first["people"] == [1]
    assert first["facilitators"] == list(BOTH)
    refused = {one["first"]: one["reasons"] for one in document["refused"]}
    assert refused["2026-11-29"] == ["not a Saturday (WY-1)"]
    assert document["notes"] == ["a note"]
