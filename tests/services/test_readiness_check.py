"""The readiness check: each facilitator reads with an own PIN; what is missing is rung about."""

from __future__ import annotations

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.errors import Refusal
from cara_facilitate.services import (
    briefing,
    cohorts,
    deliver,
    feedback_import,
    prepare,
    readiness_check,
    reading,
    safeguard,
)
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import PINS, Practice
from tests.services.conftest import ask_for_changes, go_to_the_eve, hold_workshop_one

LEAD, OTHER = PINS


@pytest.fixture
def imported(practice: Practice) -> tuple[Desk, str]:
    """Workshop one held, the extract taken in on the eve: ten rows to read, three held back."""
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    go_to_the_eve(practice)
    seen = feedback_import.preview(desk, cohort, practice.extract)
    feedback_import.confirm(desk, seen, LEAD)
    for who in PINS:
        briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, who).close()
    ask_for_changes(practice)
    return desk, cohort


def ring(desk: Desk, cohort: str, **changes: object) -> None:
    """The manager was rung and answered, but for what a test changes."""
    said = {"manager": "M-1", "answered": True, "reason": "three rows held back", "by": LEAD}
    readiness_check.call_manager(desk, cohort, **(said | {"pin": PINS[LEAD]} | changes))


def read_everything(desk: Desk, cohort: str, who: str) -> None:
    """One facilitator confirms every row."""
    taken = desk.state(cohort).current_import
    assert taken is not None
    readiness_check.acknowledge(desk, cohort, taken.items, who, PINS[who])


def test_nobody_confirms_before_opening_the_briefing_themselves(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    seen = feedback_import.preview(desk, cohort, practice.extract)
    feedback_import.confirm(desk, seen, LEAD)
    briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, OTHER).close()
    with pytest.raises(Refusal, match="F-LEAD1 has not opened the briefing"):
        read_everything(desk, cohort, LEAD)
    read_everything(desk, cohort, OTHER)
    briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, LEAD).close()
    read_everything(desk, cohort, LEAD)


def test_one_facilitator_cannot_read_for_the_other(imported: tuple[Desk, str]):
    desk, cohort = imported
    items = desk.state(cohort).current_import.items
    with pytest.raises(Refusal, match="not this facilitator's PIN"):
        readiness_check.acknowledge(desk, cohort, items, OTHER, PINS[LEAD])
    read_everything(desk, cohort, LEAD)
    ring(desk, cohort)
    open_for = {who for _, who in readiness_check.check(desk, cohort).unread}
    assert open_for == {OTHER}
    read_everything(desk, cohort, OTHER)
    assert readiness_check.check(desk, cohort).ready


def test_a_call_that_nobody_answers_is_recorded_by_both(imported: tuple[Desk, str]):
    desk, cohort = imported
    for who in PINS:
        read_everything(desk, cohort, who)
    ring(desk, cohort, answered=False)
    stands = readiness_check.check(desk, cohort)
    assert (stands.ready, stands.still_to_record) == (False, (OTHER,))
    ring(desk, cohort, answered=False)
    assert not readiness_check.check(desk, cohort).ready
    ring(desk, cohort, answered=False, by=OTHER, pin=PINS[OTHER])
    assert readiness_check.check(desk, cohort).ready


def test_one_row_left_unread_keeps_the_doors_shut(imported: tuple[Desk, str]):
    desk, cohort = imported
    ring(desk, cohort)
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    read_everything(desk, cohort, LEAD)
    first, *rest = desk.state(cohort).current_import.items
    readiness_check.acknowledge(desk, cohort, rest, OTHER, PINS[OTHER])
    with pytest.raises(Refusal, match="Preparation for workshop two open"):
        deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))
    readiness_check.acknowledge(desk, cohort, [first], OTHER, PINS[OTHER])
    deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))


def test_a_flag_raised_afterwards_is_to_be_read_by_both_as_well(imported: tuple[Desk, str]):
    desk, cohort = imported
    ring(desk, cohort)
    for who in PINS:
        read_everything(desk, cohort, who)
    assert readiness_check.check(desk, cohort).ready
    flag = safeguard.raise_flag(desk, cohort, 1)
    assert readiness_check.check(desk, cohort).flags_unread == ((flag, LEAD), (flag, OTHER))
    for who in PINS:
        readiness_check.acknowledge_flags(desk, cohort, [flag], who, PINS[who])
    assert readiness_check.check(desk, cohort).ready


@pytest.mark.parametrize("items", [[], ["0123456789abcdef"]])
def test_only_rows_of_the_import_that_stands_can_be_confirmed(
    imported: tuple[Desk, str], items: list[str]
):
    desk, cohort = imported
    before = desk.state(cohort)
    with pytest.raises(Refusal, match="nothing here to confirm"):
        readiness_check.acknowledge(desk, cohort, items, LEAD, PINS[LEAD])
    with pytest.raises(Refusal, match="nothing here to confirm"):
        readiness_check.acknowledge_flags(desk, cohort, items, LEAD, PINS[LEAD])
    assert desk.state(cohort) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"manager": " "},
        {"manager": "A Full Name"},
        {"manager": OTHER},
        {"manager": "f-co2"},
        {"reason": ""},
        {"reason": "x" * 201},
        {"reason": "rang 07700.900123"},
        {"reason": "at ls8 4ab"},
        {"pin": "999999"},
    ],
)
def test_a_call_without_name_reason_or_pin_is_not_recorded(
    imported: tuple[Desk, str], changes: dict[str, object]
):
    desk, cohort = imported
    with pytest.raises(Refusal):
        ring(desk, cohort, **changes)
    assert desk.state(cohort).manager_calls == ()


def test_lines_name_seats_and_never_what_was_said(imported: tuple[Desk, str]):
    desk, cohort = imported
    taken = desk.state(cohort).current_import
    labels = readiness_check.labels(desk, cohort)
    assert set(labels) == {*taken.items, *taken.missing}
    assert sorted(labels.values(), key=len)[0].startswith("seat ")
    assert sum("not recorded" in words for words in labels.values()) == 3
    assert "Made-up" not in str(labels)
    flag = safeguard.raise_flag(desk, cohort, 1, seat=6, kind="child", words="zq words")
    assert readiness_check.flag_labels(desk, cohort)[flag] == f"{flag}: A child, seat 6"


def test_a_pin_is_chosen_once_and_by_a_facilitator_of_the_cohort(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    with pytest.raises(Refusal, match="has a PIN already"):
        cohorts.set_pin(desk, cohort, LEAD, "654321")
    with pytest.raises(Refusal, match="not a facilitator"):
        cohorts.set_pin(desk, cohort, "F-GUEST", "654321")
    desk.verify_pin(cohort, LEAD, PINS[LEAD])


@pytest.fixture
def early(practice: Practice) -> tuple[Desk, str]:
    """The extract taken in on the day of workshop one, four weeks early."""
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    feedback_import.confirm(desk, feedback_import.preview(desk, cohort, practice.extract), LEAD)
    for who in PINS:
        briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, who).close()
    return desk, cohort


def asked(desk: Desk, cohort: str, **changes: object) -> None:
    """The worker was asked for changes and had none, but for what a test changes."""
    said = {"worker": "VW-1", "changes": "none", "by": LEAD, "pin": PINS[LEAD]}
    readiness_check.refresh(desk, cohort, **(said | changes))  # type: ignore[arg-type]


def test_an_early_import_waits_until_the_worker_was_asked_for_changes(
    early: tuple[Desk, str], practice: Practice
):
    desk, cohort = early
    for who in PINS:
        read_everything(desk, cohort, who)
    with pytest.raises(Refusal, match="too early: ring"):
        ring(desk, cohort)
    with pytest.raises(Refusal, match="too early: ask"):
        asked(desk, cohort)
    go_to_the_eve(practice)
    with pytest.raises(Refusal, match="not asked yet"):
        ring(desk, cohort)
    assert not readiness_check.check(desk, cohort).ready
    ask_for_changes(practice)
    ring(desk, cohort)
    assert readiness_check.check(desk, cohort).ready


@pytest.mark.parametrize(
    "changes",
    [
        {"worker": "A Full Name"},
        {"worker": LEAD},
        {"worker": LEAD.lower()},
        {"changes": "fresh"},
        {"pin": "999999"},
    ],
)
def test_asking_needs_a_worker_an_answer_and_an_own_pin(
    early: tuple[Desk, str], practice: Practice, changes: dict[str, object]
):
    desk, cohort = early
    go_to_the_eve(practice)
    with pytest.raises(Refusal):
        asked(desk, cohort, **changes)
    assert desk.state(cohort).refreshes == ()


def test_without_an_import_the_worker_is_asked_before_the_manager_is_rung(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    go_to_the_eve(practice)
    with pytest.raises(Refusal, match="not asked yet"):
        ring(desk, cohort)
    asked(desk, cohort, changes="no_answer")
    assert not readiness_check.check(desk, cohort).ready
    ring(desk, cohort)
    assert readiness_check.check(desk, cohort).ready


def test_whoever_was_covered_away_neither_opens_the_briefing_nor_confirms(
    imported: tuple[Desk, str],
):
    desk, cohort = imported
    cohorts.cover(desk, cohort, OTHER, "F-COVER3", LEAD)
    before = desk.state(cohort)
    for refused in (
        lambda: briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, OTHER),
        lambda: read_everything(desk, cohort, OTHER),
        lambda: ring(desk, cohort, by=OTHER, pin=PINS[OTHER]),
        lambda: asked(desk, cohort, by=OTHER, pin=PINS[OTHER]),
        lambda: reading.refuse_view(desk, cohort, "import", OTHER),
        lambda: reading.open_read_back(desk, cohort, OTHER),
    ):
        with pytest.raises(Refusal, match="stands in for you"):
            refused()
    assert desk.state(cohort) == before
    reading.refuse_view(desk, cohort, "attendance", OTHER)
    cohorts.set_pin(desk, cohort, "F-COVER3", "333333")
    items = before.current_import.items
    with pytest.raises(Refusal, match="F-COVER3 has not opened the briefing"):
        readiness_check.acknowledge(desk, cohort, items, "F-COVER3", "333333")
