"""A line kept on paper is read as the keys would be, or refused with its place; never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.attendance import REASONS
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.note_changes import changes
from cara_facilitate.domain.objectives import objective_rows
from cara_facilitate.domain.paper_batch import Batch, decide_batch, take_batch_back
from cara_facilitate.domain.paper_lines import (
    MOST_LINES,
    PAPER,
    Entry,
    Known,
    read,
)
from cara_facilitate.domain.paper_words import words, write
from cara_facilitate.domain.runsheet import spent_seconds
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import Refusal
from tests.domain.day_story import DOORS, FIRST, Story

ITEMS = ("W1-01", "W1-02", "BR1", "W1-03")
KNOWN = Known(
    seats=frozenset(range(1, 13)),
    codes=frozenset("ckoehsmbtwp"),
    objectives=tuple(f"O{n:02d}" for n in range(1, 11)),
    items=ITEMS,
    facilitators=("F-LEAD1", "F-CO2"),
    day=FIRST,
    zone=UTC,
    now=datetime(2026, 11, 28, 20, 0, tzinfo=UTC),
)


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 28, hour, minute, second, tzinfo=UTC)


def one(line: str, known: Known = KNOWN) -> tuple[cmd.Command, ...]:
    entries, faults = read(line, known)
    assert faults == ()
    assert len(entries) == 1
    return entries[0].commands


NOON = at(12, 10)
READ = {
    "12:10 4m": cmd.Observe((4,), "m", NOON, PAPER),
    "12.10 4 m": cmd.Observe((4,), "m", NOON, PAPER),
    "12:10:05 4m": cmd.Observe((4,), "m", at(12, 10, 5), PAPER),
    "12:10  4 7 11 m": cmd.Observe((4, 7, 11), "m", NOON, PAPER),
    "12:10 4, 7, 11m": cmd.Observe((4, 7, 11), "m", NOON, PAPER),
    "12:10 10m": cmd.Observe((10,), "m", NOON, PAPER),
    "12:10 0m": cmd.Observe((10,), "m", NOON, PAPER),
    "12:10 - = m": cmd.Observe((11, 12), "m", NOON, PAPER),
    "12:10 -m": cmd.Observe((11,), "m", NOON, PAPER),
    "12:10 1m": cmd.Observe((1,), "m", NOON, PAPER),
    "12:10 11m": cmd.Observe((11,), "m", NOON, PAPER),
    "12:10 1 2 m": cmd.Observe((1, 2), "m", NOON, PAPER),
    "12:10 4p": cmd.Observe((4,), "p", NOON, PAPER),
    "12:10 a4": cmd.Tick("O04", (), NOON, PAPER),
    "12:10 a0": cmd.Tick("O10", (), NOON, PAPER),
    "12:10 a10": cmd.Tick("O10", (), NOON, PAPER),
    "12:10 4 7 a4": cmd.Tick("O04", (4, 7), NOON, PAPER),
    "12:10 4a4": cmd.Tick("O04", (4,), NOON, PAPER),
    "12:10 4P": cmd.Attend(4, "P", NOON, "", PAPER),
    "12:10 7 LA transport": cmd.Attend(7, "LA", NOON, "transport", PAPER),
    "12:10 7 la Access need": cmd.Attend(7, "LA", NOON, "access need", PAPER),
    "12:10 open": cmd.StartWorkshop(NOON, PAPER),
    "12:10 END": cmd.EndWorkshop(NOON, PAPER),
    "12:10 all here": cmd.AllPresent(NOON, PAPER),
    "12:10 w1-02": cmd.GoTo("W1-02", NOON, PAPER),
    "12:10 BR1": cmd.GoTo("BR1", NOON, PAPER),
    "12:10 F-CO2 left": cmd.RecordStaff("F-CO2", "left", NOON, PAPER),
    "f-co2 came 12:10": cmd.RecordStaff("F-CO2", "came", NOON, PAPER),
    "12:10 close 4 3 F-LEAD1": cmd.Rate(4, 3, "F-LEAD1", "close", NOON, PAPER),
    "12:10 break - 0 f-co2": cmd.Rate(11, 0, "F-CO2", "break", NOON, PAPER),
}


@pytest.mark.parametrize("line", READ)
def test_a_line_is_read_as_the_keys_would_be(line: str) -> None:
    assert one(line) == (READ[line],)


def test_a_mark_for_several_seats_is_one_for_each() -> None:
    marks = one("10:00 4 7 AR work")
    assert marks == tuple(cmd.Attend(n, "AR", at(10, 0), "work", PAPER) for n in (4, 7))


REFUSED = {
    "4m": (1, "a time such as 11:02 first"),
    "12:10": (6, "seats and a code"),
    "25:10 4m": (1, "00:00 to 23:59"),
    "12:60 4m": (1, "00:00 to 23:59"),
    "20:01 4m": (1, "still to come"),
    "12:10 47m": (7, "a space between them"),
    "12:10 4-7m": (7, "a space between them"),
    "12:10 04m": (7, "a space between them"),
    "12:10 13m": (7, "seats from 1 to 12"),
    "12:10 m": (7, "seats and a code"),
    "12:10 4": (8, "a code letter"),
    "12:10 4 z": (9, "a code, one of b c e"),
    "12:10 4M": (8, "small letter"),
    "12:10 4 m s": (11, "one entry a line"),
    "12:10 4m 7s": (10, "one entry a line"),
    "12:10 4 4 m": (9, "stands twice"),
    "12:10 4a": (8, "number after a"),
    "12:10 a11": (7, "seats and a code"),
    "12:10 7 LA bus": (12, "a reason, one of transport"),
    "12:10 7 P work": (11, "being present has no reason"),
    "12:10 SS": (7, "seats and a code"),
    "12:10 4 SS": (9, "whole day"),
    "12:10 !": (7, "safeguarding flag"),
    "12:10 all": (10, "all here"),
    "12:10 open now": (12, "nothing more"),
    "12:10 W1-09": (7, "seats and a code"),
    "12:10 F-CO2": (12, "came or left"),
    "F-CO2 came": (11, "a time such as 09:30 at the end"),
    "12:10 F-CO3 came": (7, "seats and a code"),
    "12:10 close 4 5 F-LEAD1": (15, "a rating from 0 to 4"),
    "12:10 close 4 3": (16, "F-LEAD1 or F-CO2"),
    "12:10 close x 3 F-LEAD1": (13, "one seat"),
    "12:10 seat 4 shouted at Maria": (7, "seats and a code"),
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_cannot_be_read_is_said_with_its_column_and_what_was_expected(line: str) -> None:
    column, expected = REFUSED[line]
    entries, faults = read(f"12:00 open\n\n{line}", KNOWN)
    assert [entry.line for entry in entries] == [1]
    assert [(fault.line, fault.column) for fault in faults] == [(3, column)]
    assert expected in faults[0].sentence()
    assert faults[0].sentence().startswith(f"Line 3, column {column}: ")


def test_a_fault_never_repeats_the_words_typed() -> None:
    for line in ("12:10 Maria", "Maria 12:10", "12:10 4 LA Maria", "12:10 4 Maria", "12:10 9Maria"):
        _, faults = read(line, KNOWN)
        assert "maria" not in faults[0].sentence().lower()


def test_a_seat_that_is_not_taken_is_refused_at_its_column() -> None:
    _, faults = read("12:10 4 9 m", replace(KNOWN, seats=frozenset({4})))
    assert faults[0].sentence() == "Line 1, column 9: seat 9 is not taken in this cohort."


def test_the_minute_in_which_the_doors_opened_is_not_before_they_did() -> None:
    opened = replace(KNOWN, opened=at(10, 0, 37))
    assert one("10:00 all here", opened) == (cmd.AllPresent(at(10, 0, 37), PAPER),)
    assert one("10:00:00 all here", opened) == (cmd.AllPresent(at(10, 0), PAPER),)
    assert one("10:01 4m", opened) == (cmd.Observe((4,), "m", at(10, 1), PAPER),)


def test_more_lines_than_a_day_can_have_are_refused_at_once() -> None:
    entries, faults = read("12:10 4m\n" * (MOST_LINES + 1), KNOWN)
    assert entries == ()
    assert str(MOST_LINES) in faults[0].sentence()


SEATS = st.lists(st.integers(1, 12), min_size=1, max_size=12, unique=True).map(tuple)
TIMES = st.builds(
    lambda seconds: at(0, 0) + timedelta(seconds=seconds), st.integers(0, 20 * 3600)
)  # up to eight in the evening
MARKS = st.tuples(st.sampled_from(["LA", "LR", "AN", "AR", "TR", "EL", "RM"]), st.sampled_from(
    ["", *REASONS])) | st.just(("P", ""))  # fmt: skip
SHAPES = st.one_of(
    st.builds(lambda s, c: lambda t: (cmd.Observe(s, c, t, PAPER),), SEATS,
              st.sampled_from(sorted(KNOWN.codes))),
    st.builds(lambda s, n: lambda t: (cmd.Tick(KNOWN.objectives[n], s, t, PAPER),),
              SEATS | st.just(()), st.integers(0, 9)),
    st.builds(lambda s, m: lambda t: tuple(cmd.Attend(n, m[0], t, m[1], PAPER) for n in s),
              SEATS, MARKS),
    st.builds(lambda i: lambda t: (cmd.GoTo(i, t, PAPER),), st.sampled_from(ITEMS)),
    st.builds(lambda w, x: lambda t: (cmd.RecordStaff(w, x, t, PAPER),),
              st.sampled_from(KNOWN.facilitators), st.sampled_from(["came", "left"])),
    st.builds(lambda n, r, w, m: lambda t: (cmd.Rate(n, r, w, m, t, PAPER),),
              st.integers(1, 12), st.integers(0, 4), st.sampled_from(KNOWN.facilitators),
              st.sampled_from(["close", "break"])),
    st.just(lambda t: (cmd.StartWorkshop(t, PAPER),)),
    st.just(lambda t: (cmd.EndWorkshop(t, PAPER),)),
    st.just(lambda t: (cmd.AllPresent(t, PAPER),)),
)  # fmt: skip


@given(st.lists(st.tuples(TIMES, SHAPES), max_size=8))
def test_what_is_written_as_lines_is_read_as_the_same(told: list) -> None:  # type: ignore[type-arg]
    entries = tuple(Entry(n, when, shape(when)) for n, (when, shape) in enumerate(told, start=1))
    text = "\n".join(write(entry, KNOWN) for entry in entries)
    assert read(text, KNOWN) == (entries, ())
    assert all(words(entry) for entry in entries)


PIECES = st.lists(
    st.sampled_from(
        ["10:00", "1", "4", "47", "0", "-", "=", "m", "P", "LA", "a", "a4", "open", "end", "all",
         "here", "close", "F-CO2", "came", "W1-02", "transport", " ", " ", "\n", ",", "!", "é", "٤"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def fresh(seats: int = 12) -> Story:
    """A prepared day that nothing was recorded of."""
    story = Story(seats)
    story.happen(ev.WorkshopPrepared(1, story.curriculum.hash, (), story.now))
    return story


def known_of(story: Story) -> Known:
    return replace(
        KNOWN,
        seats=frozenset(story.state.seats),
        objectives=tuple(o.id for o in story.curriculum.objectives),
        opened=story.day.started_at,
    )


def decided(story: Story, text: str) -> Batch:
    entries, faults = read(text, known_of(story))
    assert faults == ()
    ids = (f"p{n:031x}" for n in range(100_000))
    setting = Setting(story.state, 1, story.curriculum)
    return decide_batch(setting, entries, lambda: f"{next(ids)}{len(story.log)}")


def enter(story: Story, text: str) -> Story:
    """What the service does: record a whole batch under the ids it was decided with."""
    from cara_facilitate.domain.fold import apply

    batch = decided(story, text)
    assert batch.fault is None, batch.fault
    for id_, event in zip(batch.ids, batch.events, strict=True):
        story.state = apply(story.state, ev.Recorded(id_, "WY26A/delivery", "F-LEAD1", event))
    return story


@given(st.text(max_size=200) | PIECES)
@settings(max_examples=300)
def test_no_text_at_all_breaks_the_reading_and_none_with_a_fault_makes_events(text: str) -> None:
    entries, faults = read(text, KNOWN)
    assert all(fault.sentence() for fault in faults)
    if not faults:
        story = fresh()
        batch = decide_batch(Setting(story.state, 1, story.curriculum), entries, lambda: "x")
        assert batch.fault is None or (batch.events, batch.ids) == ((), ())


def test_lines_in_any_order_are_decided_in_order_of_time() -> None:
    story = enter(fresh(), "11:00 W1-02\n10:30 4m\n11:05 5m\n10:00 open\n10:00 all here")
    seen = [(seen.seat, seen.item) for seen in story.day.observations]
    assert seen == [(4, "W1-01"), (5, "W1-02")]


def test_entries_of_the_same_minute_keep_the_order_typed() -> None:
    story = enter(fresh(), "10:00 open\n10:00 all here\n10:30 4m\n10:30 4s\n10:30 3m")
    assert [(s.seat, s.code) for s in story.day.observations] == [(4, "m"), (4, "s"), (3, "m")]


FAULTY = {
    "10:00 all here\n10:01 4m": (1, "the first line in time must be its open"),
    "10:05 all here\n10:00 open\n10:10 4m\n10:02 5m": (4, "not marked present"),
    "10:00 open\n10:00 all here\n11:00 end\n11:01 4m": (4, "The day ended at 11:00."),
    "10:00 open\n11:00 end\n11:30 end": (3, "closed already"),
    "10:00 open\n10:00 open": (2, "already started"),
}


@pytest.mark.parametrize("text", FAULTY)
def test_what_the_day_does_not_allow_is_said_of_its_line_and_nothing_comes_of_it(text: str) -> None:
    line, said = FAULTY[text]
    batch = decided(fresh(), text)
    assert batch.fault is not None
    assert batch.fault.line == line
    assert said in batch.fault.sentence()
    assert batch.events == ()


def test_an_hour_without_the_laptop_goes_to_its_own_place_in_a_day_under_way() -> None:
    story = fresh().do(cmd.StartWorkshop(DOORS)).do(cmd.AllPresent(DOORS))
    story.pass_time(minutes=95).do(cmd.GoTo("W1-03", story.now))
    enter(story, "10:25 W1-02\n10:40 4 7 m\n11:05 BR1\n11:20 a2")
    assert [(s.item, s.source) for s in story.day.starts] == [
        ("W1-01", ""), ("W1-02", PAPER), ("BR1", PAPER), ("W1-03", "")
    ]  # fmt: skip
    assert {(s.item, s.source) for s in story.day.observations} == {("W1-02", PAPER)}
    assert [(e.item, e.objective) for e in story.day.evidence] == [("BR1", "O07")]
    lines = [what for _, what in changes(story.state, 1)]
    assert lines == ["Entered from paper: 10:25 to 11:20, 5 entries."]


def test_a_pause_under_way_when_the_laptop_died_ends_where_the_paper_goes_on() -> None:
    story = fresh().do(cmd.StartWorkshop(DOORS)).pass_time(minutes=20)
    story.do(cmd.Pause("pause", story.now)).pass_time(minutes=70)
    enter(story, "10:30 W1-02\n11:05 BR1")
    assert story.day.paused is None
    spent = [spent_seconds(story.day, item, Moment(story.now)) // 60 for item in ITEMS]
    assert spent == [20, 35, 25, 0]


def test_a_pause_ended_late_takes_no_minutes_from_before_it() -> None:
    story = fresh().do(cmd.StartWorkshop(DOORS)).pass_time(minutes=20)
    story.do(cmd.Pause("pause", story.now)).pass_time(minutes=70).do(cmd.Resume(story.now))
    enter(story, "10:30 W1-02")
    assert spent_seconds(story.day, "W1-01", Moment(story.now)) == 20 * 60


def test_a_closed_day_still_takes_what_was_on_paper() -> None:
    story = fresh().do(cmd.StartWorkshop(DOORS)).do(cmd.AllPresent(DOORS))
    story.pass_time(minutes=100).do(cmd.EndWorkshop(story.now))
    enter(story, "10:40 4m\n13:00 close 4 3 F-CO2\n13:05 F-CO2 left\n09:30 F-CO2 came")
    assert len(story.day.observations) == 1
    assert [r.rating for r in story.day.ratings] == [3]
    again = decided(story, "11:40 end").fault
    assert again is not None
    assert "closed already" in again.sentence()


def test_a_batch_is_taken_back_whole_with_its_open_and_end_while_nothing_came_after() -> None:
    story = fresh()
    before = story.state
    batch = decided(story, "10:00 open\n10:00 all here\n10:30 4m\n11:00 end")
    enter(story, "10:00 open\n10:00 all here\n10:30 4m\n11:00 end")
    undone = take_batch_back(Setting(story.state, 1, story.curriculum), batch.ids, story.now)
    story.happen(*undone)
    assert replace(story.state, log=()) == replace(before, log=())
    with pytest.raises(Refusal):
        take_batch_back(Setting(story.state, 1, story.curriculum), batch.ids, story.now)


def test_once_something_came_after_the_doors_stay_open_and_the_rest_goes() -> None:
    story = fresh()
    batch = decided(story, "10:00 open\n10:00 all here\n10:30 4m")
    enter(story, "10:00 open\n10:00 all here\n10:30 4m")
    story.pass_time(minutes=45).do(cmd.Observe((3,), "c", story.now))
    undone = take_batch_back(Setting(story.state, 1, story.curriculum), batch.ids, story.now)
    story.happen(*undone)
    assert story.day.started_at == at(10, 0)
    assert [(s.item, s.source) for s in story.day.starts] == [("W1-01", PAPER)]
    assert [(s.seat, s.code) for s in story.day.observations] == [(3, "c")]


DEEDS = st.one_of(
    st.builds(lambda s, c: lambda t, p: cmd.Observe(s, c, t, p), SEATS, st.sampled_from("ckoem")),
    st.builds(lambda o, s: lambda t, p: cmd.Tick(o, s, t, p),
              st.sampled_from(["O02", "O07", "O10"]), SEATS | st.just(())),
    st.builds(lambda n, m: lambda t, p: cmd.Attend(n, m[0], t, m[1], p), st.integers(1, 12), MARKS),
    st.builds(lambda i: lambda t, p: cmd.GoTo(i, t, p), st.sampled_from(ITEMS)),
    st.builds(lambda n, r, w: lambda t, p: cmd.Rate(n, r, w, "close", t, p),
              st.integers(1, 12), st.integers(0, 4), st.sampled_from(KNOWN.facilitators)),
    st.just(cmd.AllPresent),
)  # fmt: skip


def facts(state: CohortState, story: Story) -> dict[str, object]:
    """What a reader of the record is told, without where it came from."""
    day: WorkshopState = state.workshops[1]
    return {
        "attendance": {
            seat: [(m.code, m.at, m.reason) for m in own.marks]
            for seat, own in day.attendance.items()
        },
        "seen": [(s.item, s.seat, s.code, s.at) for s in day.observations],
        "evidence": [(e.item, e.objective, e.seats, e.at) for e in day.evidence],
        "reach": [(r.objective.id, r.reach) for r in objective_rows(story.curriculum, day)],
        "ratings": day.ratings,
        "minutes": [
            spent_seconds(day, item, Moment(day.ended_at or story.now)) for item in ITEMS
        ],
        "span": (day.started_at, day.ended_at),
    }  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 900), DEEDS), max_size=25), st.randoms())
@settings(max_examples=150)
def test_a_day_from_paper_is_the_same_day_as_one_recorded_live(told: list, mixer) -> None:  # type: ignore[no-untyped-def, type-arg]
    live = fresh()
    done: list[cmd.Command] = []
    lines: list[str] = []

    def happened(make) -> None:  # type: ignore[no-untyped-def]
        try:
            live.do(make(live.now, ""))
        except Refusal:
            return
        entry = Entry(len(lines) + 1, live.now, (make(live.now, PAPER),))
        lines.append(write(entry, known_of(live)))
        done.append(entry.commands[0])

    happened(cmd.StartWorkshop)
    live.pass_time(seconds=1)
    happened(cmd.AllPresent)
    for seconds, deed in told:
        live.pass_time(seconds=seconds)
        happened(deed)
    live.pass_time(seconds=60)
    happened(cmd.EndWorkshop)
    mixer.shuffle(lines)
    paper = enter(fresh(), "\n".join(lines))
    assert facts(paper.state, paper) == facts(live.state, live)
