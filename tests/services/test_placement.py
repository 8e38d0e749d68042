"""A cohort judged by its site's rules over a real store: facts, findings, and what stops a day."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import cara_site_west_yorkshire as west_yorkshire
import pytest

from cara_facilitate.api import Finding, Result
from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.plan import CohortPlan, PlannedWorkshop
from cara_facilitate.errors import PluginError, Refusal
from cara_facilitate.host.discovery import GROUP, Consent, Found
from cara_facilitate.host.registry import Host
from cara_facilitate.services import cohorts, deliver, placement, prepare
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.rehearse import Practice, practice_plan
from tests.services.conftest import SATURDAY, hold_workshop_one, make_ready

ROOT = Path(__file__).parents[2]
SECOND_DAY = SATURDAY + timedelta(days=28)
JENKINS = """\
signposts:
  - id: jenkins-centre
    name: The local voluntary programme
    contact: "0116 496 0000"
    audience: participant
    verified_on: "{checked}"
"""


@pytest.fixture
def both_sites() -> Iterator[Host]:
    """A host over the plugins that pyproject.toml declares, whether installed or not."""
    points = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    found = [
        Found(name, module, "cara-facilitate", "0", location=str(ROOT / "plugins"), ours=True)
        for name, module in points.items()
    ]
    opened = Host(found, Consent())
    yield opened
    opened.close()


@pytest.fixture
def no_policy() -> Iterator[Host]:
    """A host without any plugin."""
    opened = Host([], Consent())
    yield opened
    opened.close()


def another(plan: CohortPlan, cohort: str, *facilitators: str, days: int = 0) -> CohortPlan:
    """A second cohort like the first, with its own people, moved by some days."""
    moved = tuple(PlannedWorkshop(w.date + timedelta(days=days), w.start) for w in plan.workshops)
    people = tuple(replace(p, ref="", check_word="") for p in plan.people)
    return replace(plan, cohort=cohort, workshops=moved, facilitators=facilitators, people=people)


def leicestershire(plan: CohortPlan) -> CohortPlan:
    answers = {
        "offence": "harassment",
        "violence_last_two_years": "no",
        "victim_consent_caution": "yes",
        "victim_consent_attendance": "yes",
    }
    moved = another(plan, "LE26A", "F-3", "F-4", days=7)
    people = tuple(replace(person, extra=answers) for person in moved.people)
    return replace(moved, site="leicestershire", people=people)


def of_rule(found: tuple[Finding, ...], rule: str) -> Finding:
    (only,) = [one for one in found if one.rule == rule]
    return only


def told(made: Practice, rule: str, today: date) -> Result:
    """What one rule says of the practice cohort on a day."""
    known = placement.facts(made.desk, made.plan.cohort, today)
    found = tuple(made.desk.host.site_policy(known.site).check(known))
    return of_rule(found, rule).result


def test_planning_becomes_the_day_and_then_planning_again(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    before = placement.facts(desk, cohort, SATURDAY - timedelta(days=1))
    assert (before.extra["phase"], before.extra["today"]) == ("planning", "")
    on_it = placement.facts(desk, cohort, SATURDAY)
    assert (on_it.extra["phase"], on_it.extra["today"]) == ("day", "1")
    hold_workshop_one(practice)
    closed = placement.facts(desk, cohort, SATURDAY)
    assert (closed.extra["phase"], closed.extra["today"]) == ("planning", "")
    second = placement.facts(desk, cohort, SECOND_DAY)
    assert (second.extra["phase"], second.extra["today"]) == ("day", "2")


def test_readiness_is_due_after_workshop_one_and_blocks_the_second_day(practice: Practice) -> None:
    week_later = SATURDAY + timedelta(days=7)
    assert told(practice, "CARA-6", SATURDAY) is Result.PASS
    hold_workshop_one(practice)
    assert told(practice, "CARA-6", week_later) is Result.WARN
    assert told(practice, "CARA-6", SECOND_DAY) is Result.BLOCK
    make_ready(practice)
    assert told(practice, "CARA-6", SECOND_DAY) is Result.PASS


def test_a_workshop_that_was_not_held_leaves_the_rest_to_the_manager(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    called_off = ev.WorkshopNotHeld(1, "venue closed", "F-LEAD1", desk.clock.now())
    desk.record(cohort, [called_off], wait=True)
    known = placement.facts(desk, cohort, SATURDAY)
    assert known.extra["phase"] == "stopped"
    assert known.extra["readiness"] == "" and known.extra["notes_overdue"] == "no"
    moved = replace(known, workshops=(SATURDAY, SATURDAY + timedelta(days=77)))
    found = tuple(desk.host.site_policy(known.site).check(moved))
    assert of_rule(found, "CARA-2").result is Result.REFER


def test_a_stopped_workshop_does_not_open_the_second_day_unprepared(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    at = desk.clock.now()
    stopped = [ev.WorkshopStopped(1, "alarm", "F-LEAD1", at), ev.WorkshopEnded(1, at)]
    desk.record(cohort, stopped, wait=True)
    assert placement.facts(desk, cohort, SECOND_DAY).extra["phase"] == "stopped"
    assert told(practice, "CARA-6", SECOND_DAY) is Result.BLOCK


def test_nobody_delivers_two_cohorts_on_one_day(practice: Practice) -> None:
    desk = practice.desk
    for facilitators, days in ((("F-CO2", "F-3"), 0), (("F-3", "F-LEAD1"), 28)):
        with pytest.raises(Refusal, match="booked twice that day"):
            cohorts.new(desk, another(practice.plan, "WY26B", *facilitators, days=days), {})
    cohorts.new(desk, another(practice.plan, "WY26B", "F-3", "F-4"), {})
    assert told(practice, "CARA-4", SATURDAY - timedelta(days=1)) is Result.PASS
    assert placement.double_booked(desk, "WY26B", [SATURDAY], ("F-3", "F-4")) == frozenset()
    assert told(practice, "WY-7", SATURDAY) is Result.PASS


def test_a_day_that_was_not_held_books_nobody(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    staff = practice.plan.facilitators
    assert placement.double_booked(desk, "WY26B", [SATURDAY], staff) == set(staff)
    assert placement.double_booked(desk, cohort, [SATURDAY], staff) == set()
    called_off = ev.WorkshopNotHeld(1, "venue closed", "F-LEAD1", desk.clock.now())
    desk.record(cohort, [called_off], wait=True)
    assert placement.double_booked(desk, "WY26B", [SATURDAY], staff) == set()
    assert placement.double_booked(desk, "WY26B", [SECOND_DAY], staff) == set(staff)


def test_a_note_is_overdue_after_seven_days_and_no_longer_once_written(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    seven, eight = SATURDAY + timedelta(days=7), SATURDAY + timedelta(days=8)
    assert told(practice, "WY-6", seven) is Result.PASS
    assert told(practice, "WY-6", eight) is Result.WARN
    written = ev.NoteWritten(1, "N-1", ("txt",), "0" * 64, "F-LEAD1", desk.clock.now())
    desk.record(cohort, [written], wait=True)
    assert told(practice, "WY-6", eight) is Result.PASS


def test_the_site_says_when_a_note_is_overdue(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_workshop_one(practice)
    settings = practice.desk.host.site_policy("west-yorkshire").settings
    monkeypatch.setitem(settings, "note_due_days", 14)
    assert told(practice, "WY-6", SATURDAY + timedelta(days=14)) is Result.PASS
    assert told(practice, "WY-6", SATURDAY + timedelta(days=15)) is Result.WARN


def test_five_in_the_room_warn_while_the_day_runs(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    assert told(practice, "CARA-1", SATURDAY) is Result.PASS
    for seat in range(1, 6):
        deliver.do(desk, cohort, 1, cmd.Attend(seat, "P", desk.clock.now()))
    assert told(practice, "CARA-1", SATURDAY) is Result.WARN
    deliver.do(desk, cohort, 1, cmd.Attend(6, "P", desk.clock.now()))
    assert told(practice, "CARA-1", SATURDAY) is Result.PASS


@pytest.mark.parametrize(
    ("checked", "expected"),
    [("2026-11-01", Result.PASS), ("2026-01-01", Result.WARN), ("", Result.WARN)],
)
def test_the_voluntary_route_is_offered_once_its_number_may_stand_on_the_sheet(
    home: Path, both_sites: Host, checked: str, expected: Result
) -> None:
    from cara_facilitate.services.rehearse import make_practice
    from cara_facilitate.settings.paths import site_folder

    own = site_folder() / "cara-open"
    own.mkdir(parents=True)
    (own / "signposts.yaml").write_text(JENKINS.format(checked=checked), "utf-8")
    made = make_practice(home, SATURDAY)
    shipped, made.desk.host = made.desk.host, both_sites
    try:
        found = placement.findings(made.desk, leicestershire(made.plan))
        assert of_rule(found, "LE-6").result is expected
    finally:
        made.desk.host = shipped
        made.desk.close()


def test_a_cohort_of_leicestershire_is_made_and_counted(
    practice: Practice, both_sites: Host
) -> None:
    desk = practice.desk
    shipped, desk.host = desk.host, both_sites
    try:
        made = cohorts.new(desk, leicestershire(practice.plan), {})
        found = placement.findings(desk, made.cohort)
        assert not [one for one in found if one.result is Result.BLOCK]
        assert "1 in this store, of at least 20" in of_rule(found, "LE-5").message
        assert "CARA-5" in {one.rule for one in found}
    finally:
        desk.host = shipped


def test_without_consent_no_cohort_is_made_and_the_refusal_does_not_say_why(
    practice: Practice, both_sites: Host
) -> None:
    desk, plan = practice.desk, leicestershire(practice.plan)
    shipped, desk.host = desk.host, both_sites
    said = set()
    try:
        for name in ("victim_consent_caution", "violence_last_two_years"):
            first, *rest = plan.people
            without = replace(first, extra={**first.extra, name: ""})
            with pytest.raises(Refusal) as refused:
                cohorts.new(desk, replace(plan, people=(without, *rest)), {})
            said.add(refused.value.sentence())
    finally:
        desk.host = shipped
    assert said == {
        "LE-1: Eligibility not confirmed: ask the manager Change the plan and try again."
    }


def test_without_the_named_policy_everything_stops(practice: Practice, no_policy: Host) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    shipped, desk.host = desk.host, no_policy
    try:
        with pytest.raises(PluginError, match="no site policy named 'west-yorkshire'"):
            placement.findings(desk, cohort)
        with pytest.raises(PluginError):
            cohorts.new(desk, another(practice.plan, "WY26B", "F-3", "F-4"), {})
        assert placement.CANNOT_BE_APPLIED in prepare.preparation(desk, cohort, 1).open_points
        with pytest.raises(Refusal, match="rules cannot be applied"):
            prepare.prepare(desk, cohort, 1, prepare.CHECKS)
        with pytest.raises(Refusal, match="rules cannot be applied"):
            placement.require(desk, cohort)
    finally:
        desk.host = shipped
    assert not desk.state(cohort).workshops[1].content_hash


def test_a_policy_that_fails_stops_and_stays_stopped(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    monkeypatch.setattr(west_yorkshire, "saturdays", lambda facts: 1 / 0)
    with pytest.raises(PluginError, match="failed"):
        placement.findings(desk, cohort)
    monkeypatch.undo()
    with pytest.raises(Refusal, match="rules cannot be applied"):
        placement.require(desk, cohort)


def test_what_a_rule_blocks_is_an_open_point_and_the_rest_is_noted(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    stands = prepare.preparation(desk, cohort, 1)
    assert len(stands.open_points) == 1
    assert stands.findings == ()
    overdue = Finding("WY-6", Result.WARN, "A supervision note is overdue: tell the manager.")
    monkeypatch.setattr(west_yorkshire, "supervision_note", lambda facts: overdue)
    assert prepare.preparation(desk, cohort, 1).findings == (overdue,)
    blocked = Finding("WY-4", Result.BLOCK, "Not here.")
    monkeypatch.setattr(west_yorkshire, "variants", lambda facts: blocked)
    assert "WY-4: Not here" in prepare.preparation(desk, cohort, 1).open_points
    with pytest.raises(Refusal, match="WY-4: Not here"):
        prepare.prepare(desk, cohort, 1, prepare.CHECKS)


def test_an_unprepared_second_day_can_be_prepared_but_says_what_is_open(
    practice: Practice,
) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    stands = prepare.preparation(desk, cohort, 2)
    assert stands.open_points == ("Preparation for workshop two open",)
    assert placement.require(desk, cohort)


def test_a_practice_plan_is_judged_without_being_recorded(practice: Practice) -> None:
    plan = replace(practice_plan(SATURDAY + timedelta(days=7)), cohort="WY26C")
    found = placement.findings(practice.desk, plan)
    assert of_rule(found, "CARA-6").result is Result.PASS
    assert [state.cohort for state in practice.desk.cohorts()] == ["WY26A"]


def test_a_venue_that_could_be_an_address_is_not_kept(practice: Practice) -> None:
    plan = another(practice.plan, "WY26B", "F-3", "F-4", days=7)
    with pytest.raises(Refusal, match=r"reference such as VEN-3") as refused:
        cohorts.new(practice.desk, replace(plan, extra={"venue": "12 Some Street"}), {})
    assert "Street" not in refused.value.sentence()
    made = cohorts.new(practice.desk, replace(plan, extra={"venue": "VEN-3"}), {})
    assert cohorts.plan_of(practice.desk, made.cohort).extra["venue"] == "VEN-3"


def test_a_cohort_that_is_not_here_is_refused(practice: Practice) -> None:
    with pytest.raises(Refusal, match="no such cohort"):
        placement.findings(practice.desk, "WY99Z")


def refer(monkeypatch: pytest.MonkeyPatch, *said: Finding) -> None:
    """These stand in West Yorkshire's policy instead of its rule about variants and venues."""
    monkeypatch.setattr(west_yorkshire, "venue", lambda facts: list(said))


def ask(rule: str = "WY-9", message: str = "Seat 3: to be confirmed.", note: str = "") -> Finding:
    return Finding(rule, Result.REFER, message, "", note)


def counting(made: Practice) -> dict[str, tuple[str, bool]]:
    """The decisions that count today."""
    desk, cohort = made.desk, made.plan.cohort
    stands = placement.standing(desk, cohort, placement.findings(desk, cohort))
    return {rule: (one.who, one.go_ahead) for rule, one in stands.items()}


def test_the_last_decision_about_a_rule_stands(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(monkeypatch, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    placement.decide(desk, cohort, "WY-9", "M-DUTY1", False, "not sure")
    assert counting(practice) == {"WY-9": ("M-DUTY1", False)}
    placement.decide(desk, cohort, "WY-9", "M-DUTY2", True, "now sure")
    assert counting(practice) == {"WY-9": ("M-DUTY2", True)}
    assert placement.decisions(desk, cohort)["WY-9"].reason == "now sure"


def test_a_decision_is_sealed_and_stands_in_no_open_stream(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(monkeypatch, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    before = len(desk.stream_events(f"{cohort}/delivery"))
    (made,) = placement.decide(desk, cohort, "WY-9", "M-DUTY1", True, "zq reason of it")
    assert made in desk.sealed(cohort, "placement")
    assert len(desk.stream_events(f"{cohort}/delivery")) == before
    assert "zq reason" not in repr(made)
    files = [path for path in practice.extract.parent.rglob("*") if path.is_file()]
    assert not any(b"zq reason" in path.read_bytes() for path in files)


def test_a_decision_not_to_go_ahead_stops_the_day_like_a_block(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(monkeypatch, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    placement.decide(desk, cohort, "WY-9", "M-DUTY1", False, "not now")
    words = "The manager decided not to go ahead: WY-9"
    stands = prepare.preparation(desk, cohort, 1)
    assert words in stands.open_points and "WY-9" not in {one.rule for one in stands.findings}
    for stopped in (
        lambda: prepare.prepare(desk, cohort, 1, prepare.CHECKS),
        lambda: deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now())),
    ):
        with pytest.raises(Refusal) as refused:
            stopped()
        assert refused.value.message == f"{words}."
    placement.decide(desk, cohort, "WY-9", "M-DUTY1", True, "now it may")
    stands = prepare.preparation(desk, cohort, 1)
    assert stands.decided == ("WY-9",) and words not in stands.open_points
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    assert desk.state(cohort).workshops[1].live


@pytest.mark.parametrize(
    "later",
    [
        (ask(message="Seats 3, 4: to be confirmed."),),
        (ask(note="Seat 4"),),
        (ask(), ask(message="Seat 9: something else.")),
        (Finding("WY-9", Result.WARN, "Seat 3: to be confirmed."),),
        (),
    ],
)
def test_a_finding_that_says_something_else_is_undecided_again(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, later: tuple[Finding, ...]
) -> None:
    refer(monkeypatch, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    placement.decide(desk, cohort, "WY-9", "M-DUTY1", False, "not now")
    refer(monkeypatch, *later)
    assert counting(practice) == {}
    assert placement.require(desk, cohort)
    refer(monkeypatch, ask())
    assert counting(practice) == {"WY-9": ("M-DUTY1", False)}


def test_what_is_decided_of_eligibility_does_not_tell_which_rule_it_was_about(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    neutral = [ask(rule, placement.ELIGIBILITY, f"{rule} in full") for rule in ("LE-1", "LE-2")]
    refer(monkeypatch, *neutral, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    placement.decide(desk, cohort, "LE-2", "M-DUTY1", False, "not now")
    against = ("M-DUTY1", False)
    assert counting(practice) == {"LE-1": against, "LE-2": against}
    with pytest.raises(Refusal, match=r"not to go ahead: LE-1, LE-2\."):
        placement.require(desk, cohort)
    refer(monkeypatch, neutral[0], ask("LE-2", placement.ELIGIBILITY, "another seat"))
    assert counting(practice) == {}


def test_only_what_is_referred_today_can_be_decided(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(monkeypatch, ask("WY-8"), Finding("WY-9", Result.BLOCK, "No."))
    desk, cohort = practice.desk, practice.plan.cohort
    for rule in ("WY-9", "WY-1", "none"):
        with pytest.raises(Refusal, match="does not refer to the manager today"):
            placement.decide(desk, cohort, rule, "M-DUTY1", True, "why")
    assert placement.decisions(desk, cohort) == {}


@pytest.mark.parametrize(
    ("who", "reason"),
    [("", "why"), ("two words", "why"), ("M-1", " "), ("M-1", "x" * 121), ("M-1", "a\x1bb")],
)
def test_a_decision_names_a_staff_reference_and_a_short_reason(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, who: str, reason: str
) -> None:
    refer(monkeypatch, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    with pytest.raises(Refusal):
        placement.decide(desk, cohort, "WY-9", who, True, reason)
    assert placement.decisions(desk, cohort) == {}


def test_a_decision_outlives_the_program(
    practice: Practice, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(monkeypatch, ask())
    desk, cohort = practice.desk, practice.plan.cohort
    placement.decide(desk, cohort, "WY-9", "M-DUTY1", True, "trained elsewhere")
    desk.close()
    opened = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        found = placement.findings(opened, cohort)
        decision = placement.standing(opened, cohort, found)["WY-9"]
        assert "decided by M-DUTY1 on" in placement.decided_words(decision)
        assert placement.decided_words(decision).endswith(": go ahead")
        assert decision.reason == "trained elsewhere"
    finally:
        opened.close()


def test_another_day_than_planned_is_judged_before_it_is_begun(practice: Practice) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    sunday = SATURDAY + timedelta(days=1)
    found = {one.rule: one.result for one in placement.on_another_day(desk, cohort, 1, sunday)}
    assert found == {"WY-1": Result.BLOCK, "CARA-2": Result.BLOCK}
    assert placement.on_another_day(desk, cohort, 1, SATURDAY) == ()


def test_a_policy_that_says_nothing_lets_nothing_go_ahead(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    policy = desk.host.site_policy("west-yorkshire")
    monkeypatch.setattr(
        desk.host, "site_policy", lambda _id: replace(policy, check=lambda facts: [])
    )
    with pytest.raises(PluginError, match="says nothing"):
        placement.findings(desk, cohort)
    with pytest.raises(Refusal, match="cannot be applied"):
        placement.require(desk, cohort)


def test_two_spellings_of_a_staff_reference_are_one_person(practice: Practice) -> None:
    desk = practice.desk
    assert placement.double_booked(desk, "WY26B", [SATURDAY], ("f-lead1",)) == {"f-lead1"}
    with pytest.raises(Refusal, match="CARA-4"):
        cohorts.new(desk, another(practice.plan, "WY26B", "F-9", "f-9"), {})
    with pytest.raises(Refusal):
        cohorts.cover(desk, practice.plan.cohort, "F-CO2", "f-lead1", "F-LEAD1")
