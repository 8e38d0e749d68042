"""What the check says of a day as a whole, of services, and where else a fault may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from cara_facilitate.content.findings import Finding, errors
from cara_facilitate.content.load import check, load

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]
MANIFEST, SIGNS, PLAN = "curriculum.yaml", "activities/signs.md", "activities/plan.md"
SIGNPOSTS, OVERLAY = "signposts.yaml", "variants/familial-female/plan.md"
TODAY = date(2026, 11, 28)
BREAK = "      - {break: 10, id: BR1, label: Tea}\n"


def _only(files: Files, *, today: date | None = None) -> Finding:
    [told] = check(files, today)
    return told


def test_a_hard_activity_is_not_the_last_of_a_day(sample: Files, edited: Edit) -> None:
    told = _only(edited(sample, PLAN, "intensity: medium", "intensity: high"))
    assert (told.rule, told.severity, told.file, told.line) == ("S03", "warning", MANIFEST, 21)
    assert (PLAN, 8) in told.related
    assert errors([told]) == []


def test_a_hard_activity_before_the_last_is_fine(sample: Files, edited: Edit) -> None:
    files = edited(sample, SIGNS, "### Ask", "### Watch for\n\n- Shaking hands\n\n### Ask")
    assert check(edited(files, SIGNS, "intensity: low", "intensity: high")) == []


def _longer(sample: Files, edited: Edit) -> Files:
    """The first activity takes 95 minutes."""
    files = edited(sample, SIGNS, "minutes: 20", "minutes: 95")
    files = edited(files, SIGNS, "(20 min)", "(95 min)")
    files = edited(files, MANIFEST, ', at: "10:30"', "")
    return edited(files, MANIFEST, 'end: "11:00"', 'end: "12:15"')


def test_more_than_ninety_minutes_without_a_break_is_a_warning(sample: Files, edited: Edit) -> None:
    told = _only(_longer(sample, edited))
    assert (told.rule, told.severity, told.message) == (
        "M04",
        "warning",
        "first 95 min without a break",
    )
    assert (told.file, told.line) == (MANIFEST, 19)


def test_a_break_that_was_lost_is_one_finding_with_its_place(sample: Files, edited: Edit) -> None:
    told = _only(edited(_longer(sample, edited), MANIFEST, BREAK, ""))
    assert (told.rule, told.message) == ("M04", "first 125 min without a break")
    assert "10 min spare" in told.hint
    assert (told.file, told.line) == (MANIFEST, 19) and (MANIFEST, 20) in told.related


def test_ninety_minutes_are_not_too_long(sample: Files, edited: Edit) -> None:
    files = _longer(sample, edited)
    files = edited(edited(files, SIGNS, "95", "90"), SIGNS, "95", "90")
    assert check(edited(files, MANIFEST, "12:15", "12:10")) == []


def test_an_activity_stands_after_what_it_builds_on(sample: Files, edited: Edit) -> None:
    files = edited(sample, PLAN, "after: [signs]", "after: []")
    told = _only(edited(files, SIGNS, "status: draft", "after: [plan]"))
    assert (told.rule, told.severity, told.line) == ("I07", "warning", 19)
    assert told.message == '"signs" builds on "plan", which comes later'
    assert {(MANIFEST, 21), (SIGNS, 9)} <= set(told.related)


def test_a_row_copied_is_one_error(sample: Files, edited: Edit) -> None:
    row = "      - {activity: signs, number: W1-01}\n"
    for copy in (row, row.replace(", number: W1-01", "")):
        [told] = errors(check(edited(sample, MANIFEST, BREAK, copy + BREAK)))
        assert (told.rule, told.line) == ("I01", 20)
        assert (MANIFEST, 19) in told.related


def test_an_activity_may_stand_twice_for_different_variants(sample: Files, edited: Edit) -> None:
    row = "- {activity: signs, number: W1-01}"
    new = "- {activity: signs, number: W1-01, only: [male]}\n      "
    new += "- {activity: signs, number: W1-03, only: [female]}"
    assert check(edited(sample, MANIFEST, row, new)) == []


def test_a_row_that_was_lost_is_one_finding(sample: Files, edited: Edit) -> None:
    files = edited(sample, MANIFEST, "      - {activity: signs, number: W1-01}\n", "")
    files = edited(files, PLAN, "after: [signs]", "after: []")
    [told] = errors(check(files))
    assert {place for place in told.related if place[0] == MANIFEST}
    assert "signs" in told.hint + told.message


def test_an_activity_that_was_deleted_is_one_error(sample: Files) -> None:
    for name in (SIGNS, PLAN):
        files = {other: data for other, data in sample.items() if other != name}
        [told] = errors(check(files))
        assert told.rule == "I03" and (name, 1) in told.related


def test_minutes_point_at_the_steps_and_at_overlays_that_change_them(
    sample: Files, edited: Edit
) -> None:
    told = _only(edited(sample, PLAN, "minutes: 30", "minutes: 40"))
    assert told.rule == "M01"
    assert {(PLAN, 16), (PLAN, 34), (OVERLAY, 6)} <= set(told.related)


def test_a_day_that_does_not_add_up_points_at_its_rows_and_activities(
    sample: Files, edited: Edit
) -> None:
    told = _only(edited(sample, MANIFEST, 'end: "11:00"', 'end: "10:50"'))
    assert {(MANIFEST, n) for n in (16, 19, 20, 21)} <= set(told.related)
    assert {(SIGNS, 4), (PLAN, 4)} <= set(told.related)


def test_an_uncovered_objective_points_at_who_speaks_of_it(sample: Files, edited: Edit) -> None:
    files = edited(sample, SIGNS, "objectives: [anger-signs]", "objectives: []")
    told = _only(edited(files, SIGNS, "- A sign that", "- O02: a sign that"))
    assert (told.rule, told.related) == ("C03", ((SIGNS, 6),))


def test_an_axis_value_misspelt_is_one_finding_in_the_manifest(sample: Files, edited: Edit) -> None:
    told = _only(
        edited(sample, MANIFEST, "intimate-partner, familial]", "intimate-partner, familal]")
    )
    assert (told.rule, told.file, told.line) == ("A01", MANIFEST, 7)
    assert told.message == (
        '"familal" is used nowhere, but "familial" is - did you mean "familial"?'
    )


def test_a_listen_for_names_objectives_that_there_are(sample: Files, edited: Edit) -> None:
    told = _only(edited(sample, SIGNS, "- A sign that", "- O07: a sign that"))
    assert (told.rule, told.severity) == ("C01", "warning")
    assert check(edited(sample, SIGNS, "- A sign that", "- O02: a sign that")) == []


def test_recovery_names_each_activity_once_and_no_break(sample: Files, edited: Edit) -> None:
    again = edited(sample, MANIFEST, "recovery: [W1-02", "recovery: [W1-01")
    assert [one.rule for one in check(again)] == ["I01"]
    rest = edited(sample, MANIFEST, "recovery: [W1-02", "recovery: [BR1")
    assert "breaks keep their length" in _only(rest).message


@pytest.mark.parametrize(
    ("days", "told"),
    [("2026-11-28", ""), ("2026-06-01", ""), ("2026-05-31", "181 days ago"), ("2025-11-28", "365")],
)
def test_a_number_counts_as_checked_for_half_a_year(
    sample: Files, edited: Edit, days: str, told: str
) -> None:
    files = edited(sample, SIGNPOSTS, "everyone}", f"everyone, verified_on: {days}}}")
    found = check(files, TODAY)
    assert [one.severity for one in found] == (["warning"] if told else [])
    assert not told or told in found[0].message
    assert check(files) == []


def test_a_number_checked_in_the_future_was_not_checked(sample: Files, edited: Edit) -> None:
    files = edited(sample, SIGNPOSTS, "everyone}", "everyone, verified_on: 2026-12-01}")
    assert "in the future" in _only(files, today=TODAY).message


def test_numbers_never_checked_are_one_note_and_stop_nothing(sample: Files, edited: Edit) -> None:
    entry = "  - {{id: x{0}, name: Service {0}, contact: 0800 000, audience: everyone}}\n"
    files = {**sample, SIGNPOSTS: sample[SIGNPOSTS] + "".join(map(entry.format, range(5))).encode()}
    told = _only(files, today=TODAY)
    assert (told.rule, told.severity, told.line) == ("S04", "note", 2)
    assert told.hint == "Helpline, Service 0, Service 1 and 3 more"
    assert [line for _, line in told.related] == [3, 4, 5, 6, 7]
    load(files, "familial-male")


def test_imported_text_needs_no_minutes_on_steps_and_may_stand_loose(
    sample: Files, edited: Edit
) -> None:
    files = edited(sample, MANIFEST, "licence:", "imported: true\nlicence:")
    files = edited(files, SIGNS, "## Name the signs (20 min)\n", "## Name the signs\n\nLoose.\n")
    assert check(files) == []
    [step] = load(files, "familial-male").activity("signs").steps
    assert (step.sections[0].kind.value, step.sections[0].body) == ("Note", "Loose.")


def test_a_row_without_a_number_may_not_count_as_one_that_another_row_has(
    sample: Files, edited: Edit
) -> None:
    files = edited(sample, MANIFEST, "{activity: signs, number: W1-01}", "{activity: signs}")
    assert check(files) == check(sample)
    files = edited(files, MANIFEST, "number: W1-02, at:", "number: W1-01, at:")
    told = [finding for finding in check(files) if finding.rule == "I01"]
    assert [finding.message for finding in told] == [
        'this row counts as "W1-01", which another row has: give it a number'
    ]
