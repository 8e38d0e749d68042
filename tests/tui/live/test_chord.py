"""Seat keys and codes: whatever is pressed, nothing is recorded for a seat nobody keyed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.tui.live.chord import (
    LATE,
    SEAT_KEYS,
    TIMEOUT,
    Chord,
    Flagged,
    Free,
    Keyboard,
    Outcome,
    Press,
    Reached,
    Seen,
    Swallowed,
    Waiting,
    press,
)

ORIGIN = datetime(2026, 11, 28, 10, 0, tzinfo=timezone(timedelta(0)))
KEYBOARD = Keyboard(frozenset("ckoehsmbtnxwip"), frozenset(range(1, 12)))
KEYS = st.sampled_from(
    [
        *SEAT_KEYS,
        *"ckoehsmbtnxwipaguvrqzNPU!?.",
        "space",
        "enter",
        "backspace",
        "escape",
        "f1",
        "up",
    ]
)
TYPED = st.lists(st.tuples(KEYS, st.floats(0, 12, allow_nan=False)), max_size=30)


def play(*keys: str, gap: float = 0.2, waits: dict[int, float] | None = None) -> list[Outcome]:
    """What each key comes to, pressed ``gap`` seconds apart, with longer waits before some."""
    chord, tick, out = Chord(), 0.0, []
    for index, key in enumerate(keys):
        tick += (waits or {}).get(index, gap)
        at = ORIGIN + timedelta(seconds=tick)
        chord, outcome = press(chord, Press(key, at, tick), KEYBOARD)
        out.append(outcome)
    return out


def test_a_seat_then_a_letter_records_with_the_time_of_the_seat_key() -> None:
    assert play("4", "m", gap=1.0)[-1] == Seen((4,), "m", ORIGIN + timedelta(seconds=1))


def test_several_seats_share_one_code_and_the_time_of_the_last_seat_key() -> None:
    seen = play("1", "0", "-", "c", gap=1.0)[-1]
    assert seen == Seen((1, 10, 11), "c", ORIGIN + timedelta(seconds=3))


def test_the_same_seat_twice_counts_once() -> None:
    assert play("4", "4", "m")[-1] == Seen((4,), "m", ORIGIN + timedelta(seconds=0.4))


def test_capitals_lock_does_not_lose_an_observation() -> None:
    assert isinstance(play("4", "M")[-1], Seen)


@pytest.mark.parametrize("key", ["n", "p", "t", "i"])
def test_a_letter_that_is_also_a_command_means_the_code_after_a_seat(key: str) -> None:
    assert isinstance(play("4", key)[-1], Seen)


@pytest.mark.parametrize("key", ["z", "space", "enter", "g", "f1", "?"])
def test_an_unknown_key_ends_the_chord_and_does_nothing_else(key: str) -> None:
    first, stray, after = play("4", key, "m")
    assert isinstance(first, Waiting)
    assert isinstance(stray, Swallowed)
    assert isinstance(after, Free)


@pytest.mark.parametrize("key", ["backspace", "escape"])
def test_cancelling_leaves_nothing_to_record(key: str) -> None:
    assert [type(o) for o in play("4", key, "n")] == [Waiting, Swallowed, Free]


def test_a_late_code_never_moves_the_day() -> None:
    late = play("4", "n", waits={1: TIMEOUT + LATE - 0.01})[-1]
    assert isinstance(late, Swallowed)
    assert isinstance(play("4", "n", waits={1: TIMEOUT + LATE})[-1], Free)


def test_a_late_cancel_does_not_leave_the_screen() -> None:
    assert isinstance(play("4", "escape", waits={1: TIMEOUT + 1})[-1], Swallowed)


def test_a_seat_keyed_again_after_a_time_out_begins_afresh() -> None:
    assert play("4", "7", "m", waits={1: TIMEOUT + 1})[-1] == Seen(
        (7,), "m", ORIGIN + timedelta(seconds=0.2 + TIMEOUT + 1)
    )


def test_a_late_objective_digit_never_becomes_a_seat() -> None:
    assert isinstance(play("a", "3", waits={1: TIMEOUT + 1})[-1], Swallowed)


def test_objectives_are_met_by_the_group_or_by_the_seats_keyed() -> None:
    assert play("a", "0")[-1] == Reached(10, (), ORIGIN + timedelta(seconds=0.2))
    assert play("4", "7", "a", "3")[-1] == Reached(3, (4, 7), ORIGIN + timedelta(seconds=0.4))


def test_a_seat_nobody_has_is_refused_in_words() -> None:
    assert play("=")[-1] == Swallowed("Seat 12 is not taken in this cohort.")


@given(TYPED, st.booleans())
def test_the_safeguarding_key_always_works(typed: list[tuple[str, float]], now: bool) -> None:
    waits = {index: gap for index, (_, gap) in enumerate(typed)}
    last = play(*(key for key, _ in typed), "!", gap=0.0 if now else 60.0, waits=waits)[-1]
    assert isinstance(last, Flagged)


@settings(max_examples=300)
@given(TYPED)
def test_no_sequence_of_keys_records_for_a_seat_that_was_not_keyed_just_before(
    typed: list[tuple[str, float]],
) -> None:
    chord, tick = Chord(), 0.0
    run: list[int] = []
    for key, gap in typed:
        tick += gap
        chord, outcome = press(chord, Press(key, ORIGIN, tick), KEYBOARD)
        if gap >= TIMEOUT:
            run = []
        if isinstance(outcome, (Seen, Reached)) and outcome.seats:
            # Only seat keys (and one objective key) stand between, none more than 4 s apart.
            assert list(outcome.seats) == list(dict.fromkeys(run))
        if isinstance(outcome, Waiting) and key in SEAT_KEYS:
            run.append(SEAT_KEYS.index(key) + 1)
        elif not isinstance(outcome, Waiting):
            run = []


@settings(max_examples=300)
@given(TYPED)
def test_no_key_reaches_the_day_from_inside_a_chord_or_as_a_late_letter(
    typed: list[tuple[str, float]],
) -> None:
    chord, tick, last_seat = Chord(), 0.0, float("-inf")
    for key, gap in typed:
        tick += gap
        pending = chord.pending and tick < chord.deadline
        chord, outcome = press(chord, Press(key, ORIGIN, tick), KEYBOARD)
        if isinstance(outcome, Free):
            assert not pending
            open_chord_ran_out = last_seat + TIMEOUT <= tick < last_seat + TIMEOUT + LATE
            assert not (open_chord_ran_out and key.isalpha() and len(key) == 1)
        last_seat = tick if isinstance(outcome, Waiting) else (
            last_seat if isinstance(outcome, (Swallowed, Free)) and not chord.pending
            and chord.expired is not None else float("-inf")
        )  # fmt: skip
