"""Working through rows held back, corrections that are read again, and withdrawals that last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import Reason, row_check
from cara_facilitate.domain.releasing import Bar
from cara_facilitate.errors import Refusal
from cara_facilitate.services import briefing, feedback_import, readiness_check
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.feedback_import import ImportPreview, Told
from cara_facilitate.services.rehearse import PINS, Practice, extract_rows
from tests.services.conftest import hold_workshop_one

LEAD = next(iter(PINS))
Rows = list[dict[str, str]]
SLIPPED, STRANGE, MOVED = 2, 7, 10
"""The rows of the practice extract that are held back."""


@pytest.fixture
def held(practice: Practice) -> Practice:
    """Workshop one is over."""
    hold_workshop_one(practice)
    return practice


def rows_of(made: Practice, change: Callable[[Rows], None] | None = None) -> Rows:
    """The practice extract's rows, changed, with row checks that fit but for the moved one."""
    rows = extract_rows(made.plan)
    if change is not None:
        change(rows)
        for number, row in enumerate(rows, 1):
            if number != MOVED:
                row["row_check"] = row_check(row)
    return rows


def look(made: Practice, change: Callable[[Rows], None] | None = None) -> ImportPreview:
    return feedback_import.preview_rows(made.desk, made.plan.cohort, rows_of(made, change))


def take(made: Practice, change: Callable[[Rows], None] | None = None) -> str:
    return feedback_import.confirm(made.desk, look(made, change), LEAD)


def told(made: Practice, row: int, person: int | None = None, **changes: object) -> Told:
    """What a worker would say of a row: who it is about, read back and right."""
    who = made.plan.people[(person or row) - 1]
    said = {"row": row, "reference": who.ref, "check_word": who.check_word, "worker": "VW-1"}
    return Told(**(said | {"read_back": True} | changes))  # type: ignore[arg-type]


def words(made: Practice) -> list[tuple[str, str]]:
    """Every (feedback id, summary) that can be read with the feedback key."""
    desk = made.desk
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    return [
        (event.extract.feedback_id, event.extract.summary.reveal())
        for event in desk.sealed(made.plan.cohort, "feedback", key)
        if isinstance(event, ev.FeedbackRowStored)
    ]


def items(made: Practice) -> dict[str, str]:
    """The import's items by feedback id."""
    desk, cohort = made.desk, made.plan.cohort
    taken = desk.state(cohort).current_import
    return {
        event.feedback_id: event.item
        for event in desk.sealed(cohort, "register")
        if isinstance(event, ev.FeedbackIndexed) and event.import_id == taken.id
    }


@pytest.mark.parametrize("row", [SLIPPED, MOVED])
def test_a_row_read_back_to_the_worker_goes_to_the_seat_they_named(held: Practice, row: int):
    seen = look(held)
    assert seen.outcome.rows[row - 1].seat is None
    with pytest.raises(Refusal, match="not read back yet"):
        feedback_import.release(held.desk, seen, told(held, row, read_back=False))
    after = feedback_import.release(held.desk, seen, told(held, row))
    assert after.outcome.rows[row - 1].seat == held.plan.people[row - 1].seat
    assert (after.matched, after.held_back) == (11, 2)
    assert seen.matched == 10, "the preview before is as it was"


@pytest.mark.parametrize(
    "changes",
    [
        {"check_word": "nothere"},
        {"reference": "WY26A-0000-0"},
        {"reference": ""},
        {"worker": "F-LEAD1"},
        {"worker": "F-CO2"},
        {"worker": "a full name"},
        {"worker": ""},
    ],
)
def test_a_slip_in_what_was_typed_releases_nothing(held: Practice, changes: dict[str, object]):
    with pytest.raises(Refusal):
        feedback_import.release(held.desk, look(held), told(held, MOVED, **changes))


def test_a_refusal_does_not_say_which_identifier_was_wrong(held: Practice):
    seen, other = look(held), held.plan.people[3]
    sentences = set()
    for changes in ({"reference": other.ref}, {"check_word": other.check_word}):
        with pytest.raises(Refusal) as raised:
            feedback_import.release(held.desk, seen, told(held, MOVED, **changes))
        sentences.add(raised.value.sentence())
    assert len(sentences) == 1


def test_a_row_is_never_released_to_anybody_but_whose_reference_it_carries(held: Practice):
    seen = look(held)
    for person in range(1, 13):
        if person != MOVED:
            with pytest.raises(Refusal, match="cannot be given to this person"):
                feedback_import.release(held.desk, seen, told(held, MOVED, person))


def test_a_row_that_names_two_people_is_never_released_to_either(held: Practice):
    def mistype(rows: Rows) -> None:
        rows[STRANGE - 1]["check_word"] = "nobodys"

    seen = look(held)
    assert feedback_import.never_released(seen, STRANGE) is Bar.TWO_PEOPLE
    for person in (STRANGE, STRANGE + 1):
        with pytest.raises(Refusal, match="names two people") as raised:
            feedback_import.release(held.desk, seen, told(held, STRANGE, person))
        assert "must send a corrected row" in raised.value.sentence()
    mistyped = look(held, mistype)
    assert feedback_import.never_released(mistyped, STRANGE) is None
    after = feedback_import.release(held.desk, mistyped, told(held, STRANGE))
    assert after.outcome.rows[STRANGE - 1].seat == held.plan.people[STRANGE - 1].seat


def test_a_row_whose_feedback_id_is_another_persons_is_never_released(held: Practice):
    take(held)

    def change(rows: Rows) -> None:
        rows[3] |= {"feedback_id": "PRACTICE-03", "version": "7", "check_word": "nothere"}

    seen = look(held, change)
    with pytest.raises(Refusal, match="names two people"):
        feedback_import.release(held.desk, seen, told(held, 4))


def test_a_date_outside_is_asked_for_and_another_one_does_not_pass(held: Practice):
    def change(rows: Rows) -> None:
        rows[0]["contact_date"] = "2026-05-12"

    seen = look(held, change)
    assert seen.outcome.rows[0].reason is Reason.DATE_WINDOW
    for date in ("", "2026-05-12", "2026-12-26", "12/12/2026"):
        with pytest.raises(Refusal, match="not between the two workshops"):
            feedback_import.release(held.desk, seen, told(held, 1, contact_date=date))
    after = feedback_import.release(held.desk, seen, told(held, 1, contact_date="2026-12-05"))
    kept = after.outcome.rows[0].extract
    assert kept is not None
    assert str(kept.contact_date) == "2026-12-05"


def test_a_row_that_would_contradict_another_once_released_stays_held_back(held: Practice):
    def change(rows: Rows) -> None:
        rows[1]["feedback_id"] = rows[0]["feedback_id"]

    seen = look(held, change)
    with pytest.raises(Refusal, match="contradicts another row"):
        feedback_import.release(held.desk, seen, told(held, SLIPPED))
    with pytest.raises(Refusal, match="contradicts another row"):
        feedback_import.release(held.desk, seen, told(held, 1))


def test_a_release_is_journalled_with_the_import_and_nothing_before(held: Practice):
    desk, cohort = held.desk, held.plan.cohort
    seen = feedback_import.release(desk, look(held), told(held, SLIPPED))
    seen = feedback_import.release(desk, seen, told(held, MOVED))
    assert desk.count_events() == (before := desk.count_events())
    feedback_import.confirm(desk, seen, LEAD)
    assert desk.count_events() > before
    register = desk.sealed(cohort, "register")
    released = [event for event in register if isinstance(event, ev.FeedbackReleased)]
    assert [(e.row, e.reason, e.worker, e.read_back, e.by) for e in released] == [
        (SLIPPED, "check_character", "VW-1", True, LEAD),
        (MOVED, "row_check", "VW-1", True, LEAD),
    ]
    taken = desk.state(cohort).current_import
    assert (len(taken.items), taken.held_back, taken.released, len(taken.missing)) == (12, 1, 2, 1)
    stored = dict(words(held))
    assert stored["PRACTICE-10"] == rows_of(held)[MOVED - 1]["summary"]


def test_nothing_typed_or_read_back_shows_in_a_representation(held: Practice):
    seen = feedback_import.release(held.desk, look(held), told(held, SLIPPED))
    shown = repr(seen) + repr(seen.released) + str(seen) + repr(told(held, SLIPPED))
    for person in held.plan.people:
        assert person.ref not in shown
        assert person.check_word not in shown
    assert "Made-up" not in shown


def test_the_same_row_sent_rightly_later_is_the_row_that_was_released(held: Practice):
    desk = held.desk
    seen = feedback_import.release(desk, look(held), told(held, SLIPPED))
    feedback_import.confirm(desk, seen, LEAD)
    before = items(held)

    def change(rows: Rows) -> None:
        rows[SLIPPED - 1]["participant_ref"] = held.plan.people[SLIPPED - 1].ref

    take(held, change)
    assert items(held)["PRACTICE-02"] == before["PRACTICE-02"]


def correct(rows: Rows) -> None:
    rows[2] |= {"version": "2", "summary": "Something else now."}


def test_only_what_a_correction_changed_is_read_again(held: Practice):
    desk, cohort = held.desk, held.plan.cohort
    take(held)
    for who, pin in PINS.items():
        briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, who).close()
        readiness_check.acknowledge(desk, cohort, desk.state(cohort).current_import.items, who, pin)
    before = items(held)
    take(held, correct)
    after = items(held)
    assert {name for name in after if after[name] != before[name]} == {"PRACTICE-03"}
    unread = {item for item, _ in readiness_check.check(desk, cohort).unread}
    assert unread == {after["PRACTICE-03"]}
    with pytest.raises(Refusal, match="has not opened the briefing"):
        readiness_check.acknowledge(desk, cohort, unread, LEAD, PINS[LEAD])


def test_taking_back_a_correction_leaves_the_words_before_it_readable(held: Practice):
    desk, cohort = held.desk, held.plan.cohort
    take(held)
    first = sorted(words(held))
    take(held, correct)
    assert ("PRACTICE-03", "Something else now.") in words(held)
    feedback_import.undo(desk, cohort, LEAD)
    assert sorted(words(held)) == first
    with briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, LEAD) as opened:
        said = [item.summary.reveal() for page in opened.seats for item in page.items]
    assert any("record 3" in one for one in said)


def withdraw(rows: Rows) -> None:
    rows[2] |= {"version": "3", "withdrawn": "yes", "disclosure_level": "L0", "summary": ""}


def test_a_withdrawal_erases_every_versions_words_and_undoing_the_import_brings_none_back(
    held: Practice,
):
    desk, cohort = held.desk, held.plan.cohort
    take(held)
    take(held, correct)
    seen = look(held, withdraw)
    assert seen.withdrawn == 1
    feedback_import.confirm(desk, seen, LEAD)
    assert [said for name, said in words(held) if name == "PRACTICE-03"] == [""]
    assert len(words(held)) == 28, "nobody else's words went"
    feedback_import.undo(desk, cohort, LEAD)
    assert not any(said for name, said in words(held) if name == "PRACTICE-03")
    older = look(held, correct)
    assert older.outcome.rows[2].reason is Reason.DUPLICATE, "an old file does not bring it back"
    assert desk._store.verify() == []


def test_a_withdrawal_cut_short_is_finished_at_the_next_start(
    held: Practice, monkeypatch: pytest.MonkeyPatch
):
    take(held)
    monkeypatch.setattr(type(held.desk), "blank", lambda *_: None)
    take(held, withdraw)
    assert any(said for name, said in words(held) if name == "PRACTICE-03")
    monkeypatch.undo()
    feedback_import.finish_undos(held.desk)
    assert not any(said for name, said in words(held) if name == "PRACTICE-03")


def test_a_withdrawal_that_a_crash_cut_short_is_finished_when_the_store_is_opened(
    held: Practice, monkeypatch: pytest.MonkeyPatch
):
    take(held)
    monkeypatch.setattr(type(held.desk), "blank", lambda *_: None)
    take(held, withdraw)
    monkeypatch.undo()
    others = [one for one in words(held) if one[0] != "PRACTICE-03"]
    held.desk.close()
    again = replace(held, desk=open_desk(held.desk.folder, PRACTICE_PASSPHRASE))
    try:
        assert not any(said for name, said in words(again) if name == "PRACTICE-03")
        assert [one for one in words(again) if one[0] != "PRACTICE-03"] == others
    finally:
        again.desk.close()


def test_a_withdrawn_record_looks_like_any_other_sealed_one(held: Practice):
    desk, cohort = held.desk, held.plan.cohort
    take(held)
    take(held, withdraw)
    with briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, LEAD) as opened:
        pages = {page.seat: page for page in opened.seats}
    seat = {n: person.seat for n, person in enumerate(held.plan.people, 1)}
    sealed = next(n for n in range(1, 13) if rows_of(held)[n - 1]["disclosure_level"] == "L0")
    [gone], [other] = pages[seat[3]].items, pages[seat[sealed]].items
    assert (gone.level, gone.cue, gone.summary, gone.themes) == (
        other.level, other.cue, other.summary, other.themes,
    )  # fmt: skip
