"""The note's facts come from the journal alone and invent nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.curriculum import REFERENCE_SENTENCE
from cara_facilitate.domain.debrief import FIELDS, questions
from cara_facilitate.domain.note import digest, left_out, new_note_id, typed
from cara_facilitate.domain.note_words import KEPT_BACK, NOT_RECORDED
from tests.notes.sample import CO, FLAG, LEAD, Tale, first_day, second_day

DETAILS = {FLAG.flag: FLAG}
PLAIN = (str, int, float, bool, list, dict)


def every(value: Any) -> list[Any]:
    """The value and everything in it."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(found for entry in inside for found in every(entry))]


def rows(note: dict[str, Any], key: str = "number") -> dict[str, Any]:
    return {row[key]: row for row in note["fidelity"]["activities"]}


def seat(note: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in note["seats"]["rows"] if row["seat"] == name)
    return found


@pytest.mark.parametrize("tale", [Tale(), first_day(), second_day()])
def test_facts_are_plain_values_and_survive_json(tale: Tale) -> None:
    note = tale.note(flag_details=DETAILS)
    assert all(type(value) in PLAIN for value in every(note))
    assert json.loads(json.dumps(note)) == note


def test_a_workshop_never_started_says_so_and_claims_nothing() -> None:
    note = Tale().note()
    assert note["attention"] == ["This workshop was not started; nothing of the day is recorded."]
    assert {row["status"] for row in note["fidelity"]["activities"]} == {NOT_RECORDED}
    assert {row["reach"] for row in note["fidelity"]["objectives"]} == {NOT_RECORDED}
    assert note["fidelity"]["deviations"] == []
    assert note["header"]["unmarked"] == 11
    assert note["header"]["attendance"] == []


def test_the_header_counts_attendance_and_names_nobody() -> None:
    note = first_day(practice=True).note()
    header = note["header"]
    counted = {row["code"]: row["count"] for row in header["attendance"]}
    assert counted == {"P": 9, "LA": 1, "AN": 1, "EL": 1}
    assert header["seats_filled"] == 11
    assert header["facilitators"] == [LEAD, CO]
    assert header["reference"] == REFERENCE_SENTENCE
    assert header["watermark"].startswith("Practice")
    assert header["plan"]["hash"] == "9f2c41d79f2c"
    assert first_day().note()["header"]["watermark"] == ""
    assert "WY26A-0004-X" not in json.dumps(note)


def test_a_curriculum_of_one_s_own_carries_no_reference_sentence() -> None:
    tale = first_day()
    tale.curriculum = replace(tale.curriculum, reference=False)
    assert tale.note()["header"]["reference"] == ""


def test_another_wording_than_the_prepared_one_is_an_exception() -> None:
    tale = first_day()
    tale.curriculum = replace(tale.curriculum, hash="0" * 64)
    note = tale.note()
    assert note["header"]["plan"]["as_prepared"] is False
    assert note["header"]["plan"]["hash"] == "9f2c41d79f2c"
    assert any("not the wording" in sentence for sentence in note["attention"])


def test_minutes_ratios_floors_and_reasons_are_those_of_the_day() -> None:
    found = rows(first_day().note())
    assert (found["W1-02"]["planned"], found["W1-02"]["actual"]) == (15, 8)
    assert found["W1-02"]["ratio"] == 0.53
    assert (found["W1-02"]["status"], found["W1-02"]["reason"]) == ("below floor", "late start")
    assert (found["W1-05"]["status"], found["W1-05"]["reason"]) == ("skipped", "no reason given")
    assert found["W1-05"]["ratio"] == NOT_RECORDED
    assert (found["W1-07"]["status"], found["W1-07"]["reason"]) == ("ran", "")
    assert found["W1-04"]["actual"] == 41, "the pause is not the activity's"


def test_an_optional_extra_that_was_not_run_is_no_exception() -> None:
    tale = first_day()
    days = (replace(tale.curriculum.days[0], optional=("W1-05",)), tale.curriculum.days[1])
    tale.curriculum = replace(tale.curriculum, days=days)
    note = tale.note()
    assert rows(note)["W1-05"]["status"] == "optional, not run"
    assert note["fidelity"]["planned"] == 225
    assert not any("Skipped" in sentence for sentence in note["attention"])


def test_deviations_come_in_the_order_of_the_day() -> None:
    told = first_day().note()["fidelity"]["deviations"]
    assert told[0] == {"time": "10:08", "what": "Started 8 minutes after the planned time."}
    assert [row["time"] for row in told] == sorted(row["time"] for row in told)
    assert any(row["what"] == "Unplanned pause of 6 minutes." for row in told)
    assert told[-1]["what"] == "Closed 20 minutes before the planned finish."


def test_an_early_start_is_told_too() -> None:
    tale = first_day().second()
    tale.happen(ev.WorkshopStarted(2, tale.now))
    told = tale.note()["fidelity"]["deviations"]
    assert told == [{"time": "09:00", "what": "Started 60 minutes before the planned time."}]


def test_going_back_to_an_activity_is_told_and_its_minutes_add_up() -> None:
    tale = Tale().open_doors()
    assert isinstance(tale, Tale)
    tale.run("W1-01", 10).run("W1-02", 12).run("W1-01", 9)
    tale.do(cmd.EndWorkshop(tale.now))
    note = tale.note()
    assert rows(note)["W1-01"]["actual"] == 19
    assert {"time": "10:22", "what": "Went back to W1-01."} in note["fidelity"]["deviations"]


def test_a_day_under_way_calls_nothing_skipped() -> None:
    tale = Tale().open_doors()
    assert isinstance(tale, Tale)
    note = tale.run("W1-01", 5).note()
    statuses = {row["status"] for row in note["fidelity"]["activities"]}
    assert statuses == {"ran", "not run yet"}
    assert any("not closed" in sentence for sentence in note["attention"])


def test_objectives_carry_their_evidence_and_how_many_seats() -> None:
    found = {row["id"]: row for row in first_day().note()["fidelity"]["objectives"]}
    assert found["O01"]["reach"] == "evidenced"
    assert found["O01"]["by_group"]
    assert (found["O04"]["seats"], len(found["O04"]["activities"])) == (3, 2)
    assert found["O05"]["reach"] == "touched"
    assert found["O03"]["reach"] == "not reached"
    assert not found["O08"]["planned"]


def test_two_raters_stand_side_by_side_and_are_never_averaged() -> None:
    note = first_day().note()
    four = seat(note, "P04")
    assert [(r["rater"], r["value"]) for r in four["ratings"]] == [(LEAD, "3"), (CO, "1")]
    assert four["gap"]
    assert not seat(note, "P02")["gap"]
    cohesion = note["climate"]["rows"][0]["answers"]
    assert [given["value"] for given in cohesion] == ["4", "3"]
    averaged = every(note["seats"]) + every(note["climate"]) + every(note["practice"])
    assert not any(isinstance(value, float) for value in averaged)


def test_seats_hold_codes_times_and_what_was_answered() -> None:
    note = first_day().note()
    assert [row["seat"] for row in note["seats"]["rows"]] == [f"P{n:02d}" for n in range(1, 12)]
    assert seat(note, "P04")["codes"] == [
        {"key": "o", "name": "owns", "count": 1},
        {"key": "b", "name": "blames", "count": 2},
    ]
    late = seat(note, "P05")["attendance"]
    assert [(m["code"], m["time"], m["reason"]) for m in late] == [("LA", "10:14", "transport")]
    assert [m["code"] for m in seat(note, "P10")["attendance"]] == ["P", "EL"]
    assert seat(note, "P03")["attended"] is False
    assert seat(note, "P09")["follow_up"] == "yes"
    assert seat(note, "P11")["behaviour"] == NOT_RECORDED


def test_an_undone_observation_is_not_in_the_note() -> None:
    tale = Tale().open_doors()
    assert isinstance(tale, Tale)
    tale.do(cmd.Observe((2,), "c", tale.now)).do(cmd.Undo(tale.now))
    assert seat(tale.note(), "P02")["codes"] == []


def test_a_flag_tells_type_and_hand_over_but_no_seat_and_no_words() -> None:
    note = first_day().note(flag_details=DETAILS)
    (flag,) = note["safeguarding"]["flags"]
    assert flag["type"] == "A child"
    assert flag["action"] == FLAG.action
    assert flag["told"][0]["to"] == "area manager"
    assert flag["told"][0]["reference"] == "none given"
    assert flag["status"] == "told"
    told = json.dumps(note)
    assert FLAG.words not in told
    assert FLAG.ref not in told
    assert "P09" not in json.dumps(note["safeguarding"])


def test_a_sealed_flag_stays_sealed() -> None:
    (flag,) = first_day().note()["safeguarding"]["flags"]
    assert "sealed" in flag["type"]
    assert "sealed" in flag["action"]


def test_a_flag_goes_on_into_the_next_note_until_two_people_close_it() -> None:
    tale = second_day()
    assert [flag["workshop"] for flag in tale.note()["safeguarding"]["flags"]] == [1]
    tale.happen(ev.FlagClosed(FLAG.flag, LEAD, CO, tale.now))
    assert tale.note()["safeguarding"]["flags"] == []
    tale.workshop = 1
    (flag,) = tale.note()["safeguarding"]["flags"]
    assert (flag["status"], flag["closed_by"]) == ("closed", [LEAD, CO])


def test_an_open_flag_comes_first() -> None:
    tale = first_day()
    tale.happen(ev.FlagRaised("FL-9Z9Z9", 1, "W1-09", tale.now))
    told = tale.note()["attention"]
    assert "Flag FL-9Z9Z9 is open: nobody has been told yet." in told[:2]


def test_assurance_is_for_workshop_two_alone() -> None:
    assert first_day().note()["assurance"]["applies"] is False


def test_assurance_says_that_nobody_answered_and_what_was_missing() -> None:
    note = second_day().note()
    section = note["assurance"]
    assert (section["all_read"], section["flags_read"]) == ("yes", "yes")
    assert (section["rows_held_back"], section["seats_missing"]) == (1, 1)
    assert [call["answered"] for call in section["calls"]] == [False, False]
    assert (
        "Something was missing; the manager was telephoned and nobody answered."
        in (note["attention"])
    )
    assert section["counts"].startswith("8 completed")
    assert "on call" not in json.dumps(note), "a manager's name stays in the journal"


def test_assurance_says_whether_the_worker_was_asked_and_what_was_released() -> None:
    fresh = second_day().note()["assurance"]
    assert (fresh["rows_released"], fresh["refreshed_at"]) == (0, "")
    tale = first_day()
    taken = ev.FeedbackImported("imp1", ("i1",), (), 0, LEAD, tale.now, released=2)
    tale.happen(taken).second()
    assert tale.note()["assurance"]["refreshed"] == "not asked"
    assert tale.note()["assurance"]["rows_released"] == 2
    asked = ev.ReadinessRefreshed("VW-1", "no_answer", LEAD, tale.now)
    tale.happen(asked)
    section = tale.note()["assurance"]
    assert section["refreshed"] == "asked: nobody answered"
    assert section["refreshed_at"].startswith(f"{tale.now:%Y-%m-%d}")
    assert "VW-1" not in json.dumps(tale.note()), "who the worker is stays in the journal"


def test_figures_of_the_worker_stand_in_the_note_as_they_were_typed() -> None:
    tale = second_day().answer("assurance.people", "13").answer("assurance.never_contacted", "4")
    told = tale.note()["assurance"]["told"]
    assert told == {"people": "13", "spoken": NOT_RECORDED, "never_contacted": "4"}


def test_what_was_read_after_the_doors_opened_was_not_read_before() -> None:
    tale = second_day()
    log = [r for r in tale.log if r.event != ev.ReadinessAcknowledged("i2", CO, _read_at(tale))]
    assert len(log) == len(tale.log) - 1
    from cara_facilitate.domain.fold import fold

    tale.state = fold(log)
    tale.happen(ev.ReadinessAcknowledged("i2", CO, tale.now))
    note = tale.note()
    assert note["assurance"]["all_read"] == "no"
    assert any("Not everything supplied was read" in s for s in note["attention"])


def _read_at(tale: Tale) -> Any:
    return next(r.event.at for r in tale.log if isinstance(r.event, ev.ReadinessAcknowledged))


def test_without_an_extract_nothing_counts_as_read() -> None:
    tale = first_day().second()
    section = tale.note()["assurance"]
    assert section["supplied"] is False
    assert section["all_read"] == NOT_RECORDED, "the doors have not opened yet"
    assert section["counts"] == "not supplied"
    tale.happen(ev.WorkshopStarted(2, tale.now))
    assert tale.note()["assurance"]["all_read"] == "no"


def test_section_ten_is_empty_until_somebody_writes_it() -> None:
    tale = first_day()
    assert tale.note()["supervisor"]["date"] == ""
    tale.answer("supervisor.date", "2026-12-03").answer("supervisor.format", "observed")
    assert tale.note()["supervisor"]["date"] == "2026-12-03"
    assert tale.note()["supervisor"]["format"] == "observed"


def test_an_earlier_note_and_what_changed_since_are_on_the_trail() -> None:
    tale = first_day()
    first = tale.note()
    tale.happen(ev.NoteWritten(1, first["note"]["id"], ("html",), digest(first), LEAD, tale.now))
    assert tale.note()["supervisor"]["changed"] == []
    tale.pass_time(minutes=5)
    tale.answer("reflection.support", "An hour with the practice supervisor.")
    tale.answer("climate.cohesion." + CO, "4")
    trail = tale.note()["supervisor"]
    assert [row["note"] for row in trail["amendments"]] == ["note-WY26A-w1-7K3M"]
    assert trail["amendments"][0]["digest"] == digest(first)[:12]
    assert trail["changed"] == [3, 8]


def test_every_text_question_of_the_debrief_reaches_the_note_and_the_linter() -> None:
    tale = second_day()
    asked = questions(2, (LEAD, CO), (1, 4))
    planted = {}
    for number, (name, at, field) in enumerate(asked):
        if field.answer.value == "text":
            planted[(name, at)] = f"planted {number}"
            tale.answer(name, f"planted {number}", at)
    texts = {text.text for text in typed(tale.note())}
    assert planted
    assert set(planted.values()) <= texts


def test_every_typed_text_of_events_is_linted_or_left_out() -> None:
    tale = first_day()
    tale.happen(
        ev.AttendanceRecorded(1, 6, "EL", tale.now, "typed one"),
        ev.ItemReasonGiven(1, "W1-05", "typed two"),
        ev.FlagHandedOver(FLAG.flag, "typed three", "typed four", tale.now, LEAD, tale.now),
    )
    note = tale.note(flag_details={FLAG.flag: replace(FLAG, action="typed five")})
    found = {text.text for text in typed(note)}
    words = {f"typed {n}" for n in ("one", "two", "three", "four", "five")}
    assert words <= found


def test_section_six_can_be_kept_back_and_nothing_else_can() -> None:
    note = first_day().note(flag_details=DETAILS)
    places = [(text.section, text.field) for text in typed(note)]
    less = left_out(note, places)
    (flag,) = less["safeguarding"]["flags"]
    assert flag["action"] == KEPT_BACK
    assert (flag["told"][0]["to"], flag["told"][0]["reference"]) == (KEPT_BACK, KEPT_BACK)
    assert {key for key in note if note[key] != less[key]} == {"safeguarding"}
    assert note["safeguarding"]["flags"][0]["action"] == FLAG.action, "the given facts stay"


def test_the_digest_is_the_facts_and_nothing_of_their_order() -> None:
    note = first_day().note()
    assert digest(note) == digest(dict(reversed(note.items())))
    assert len(digest(note)) == 64
    changed = json.loads(json.dumps(note))
    changed["seats"]["rows"][0]["behaviour"] += " "
    assert digest(changed) != digest(note)
    assert digest({"a": "\ud800"}), "half a character from a keyboard does not stop a note"


def test_a_note_id_names_cohort_and_workshop_and_nobody() -> None:
    assert new_note_id("WY26A", 2, lambda n: n - 1) == "note-WY26A-w2-ZZZZ"
    with pytest.raises(ValueError, match="cohort"):
        new_note_id("../../x", 1, lambda n: 0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["next", "back", "pause", "resume", "observe", "tick", "left", "end"]),
        st.integers(0, 50),
        st.integers(1, 12),
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(STEPS)
def test_any_day_makes_a_note_whose_minutes_never_exceed_the_clock(
    steps: list[tuple[str, int, int]],
) -> None:
    from cara_facilitate.errors import Refusal

    tale = Tale().open_doors()
    assert isinstance(tale, Tale)
    for what, minutes, number in steps:
        tale.pass_time(minutes=minutes)
        try:
            tale.do(_command(what, number, tale))
        except Refusal:
            continue
    note = tale.note()
    spent = sum(r["actual"] for r in note["fidelity"]["activities"] + note["fidelity"]["breaks"])
    day = tale.day
    elapsed = ((day.ended_at or tale.now) - day.started_at) / timedelta(minutes=1)
    assert spent <= elapsed + len(note["fidelity"]["activities"]) + 3
    json.dumps(note)


def _command(what: str, number: int, tale: Tale) -> cmd.Command:
    made: dict[str, cmd.Command] = {
        "next": cmd.NextItem(tale.now),
        "back": cmd.PreviousItem(tale.now),
        "pause": cmd.Pause("pause", tale.now),
        "resume": cmd.Resume(tale.now),
        "observe": cmd.Observe((number,), "c", tale.now),
        "tick": cmd.Tick("O02", (number,), tale.now),
        "left": cmd.Attend(number, "EL", tale.now),
        "end": cmd.EndWorkshop(tale.now),
    }
    return made[what]


def test_the_form_has_no_text_field_the_note_forgets() -> None:
    sections = {field.section for field in FIELDS if field.answer.value == "text"}
    assert sections == {3, 4, 5, 7, 8, 9, 10}, "a new section needs its place in typed()"


def test_a_day_not_held_counts_nobody_as_absent() -> None:
    tale = Tale()
    tale.do(cmd.NotHeld("venue not usable", LEAD, tale.now))
    note = tale.note()
    assert [(row["code"], row["count"]) for row in note["header"]["attendance"]] == [("NR", 11)]
    assert note["header"]["unmarked"] == 0
    assert note["attention"] == [
        "The service did not hold this workshop: nobody's absence. The pair is offered again."
    ]


def test_a_day_stopped_counts_who_was_there_and_nobody_as_absent() -> None:
    tale = Tale(4).open_doors()
    tale.do(cmd.Attend(1, "EL", tale.now)).do(cmd.Attend(2, "AN", tale.now))
    tale.pass_time(minutes=60)
    tale.do(cmd.StopWorkshop("not safe to go on", LEAD, tale.now))
    header = tale.note()["header"]
    counted = {row["code"]: row["count"] for row in header["attendance"]}
    assert counted == {"SS": 4, "P": 3, "EL": 1}
    assert header["service"] == {"code": "SS", "label": "stopped by the service", "time": "11:00"}


def test_the_note_keeps_every_turn_and_says_what_came_from_paper() -> None:
    tale = Tale(4).open_doors()
    for code, minutes in (("EL", 60), ("LA", 30)):
        tale.pass_time(minutes=minutes).do(cmd.Attend(1, code, tale.now))
    tale.do(cmd.Attend(2, "EL", tale.now, "work", "paper"))
    note = tale.note()
    assert [m["code"] for m in seat(note, "P01")["attendance"]] == ["P", "EL", "LA"]
    assert [m["paper"] for m in seat(note, "P02")["attendance"]] == [False, True]
    assert note["header"]["from_paper"] is True


def test_facilitators_own_times_stand_in_the_header() -> None:
    tale = Tale(4).open_doors()
    tale.do(cmd.RecordStaff(LEAD, "came", tale.now))
    tale.pass_time(minutes=90).do(cmd.RecordStaff(LEAD, "left", tale.now))
    assert tale.note()["header"]["own_times"] == [
        {"facilitator": LEAD, "times": [{"came": "10:00", "left": "11:30"}]},
        {"facilitator": CO, "times": []},
    ]
