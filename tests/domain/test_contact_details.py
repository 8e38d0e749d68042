"""A way to find the person harmed is found however it is spelt; a plain sentence is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.contact_details import in_id, in_words

DIGITS = "07700900123"


@pytest.mark.parametrize(
    "text",
    [
        "ls8 4ab", "LS8  4AB", "ls8\u00a04ab", "LS84AB", "sw1a-1aa", "LS1 1ST",
        "07700.900123", "07700/900123", "07700\u2013900123", "077\u200b00900123", "7700 900123",
        "+44 (0)7700 900123", "0044 7700 900123", "+353 85 012 3456", "(0113) 496 0000",
        "\uff10\uff17\uff17\uff10\uff10900123", "ring07700 900 123 now",
        "W1A 1AA", "w1a 1aa", "W2 4RH", "w2 4rh", "W2-4rh", "W2 4TH", "W24th", "sw1 2nd", "W3 4th",
        "after W1 2nd call from W2 4RH",
        "jo@mail.com", "jo @ mail.com", "jo(at)mail.com", "jo\uff20mail.com",
    ],
)  # fmt: skip
def test_it_is_found_however_it_is_spelt(text: str) -> None:
    assert in_words(text)
    assert in_words(f"Calmer now. {text} she said")


@given(
    st.lists(st.sampled_from(["", " ", "-", ".", "/", "  ", "\u2011"]), min_size=10, max_size=10)
)
def test_a_number_is_found_whatever_stands_between_its_digits(gaps: list[str]) -> None:
    assert in_words("".join(a + b for a, b in zip(DIGITS, [*gaps, ""], strict=True)))


@pytest.mark.parametrize(
    "text",
    [
        "On 05.12.2026 10:30 it was calm.", "Between 25/12/2026 and 26/12/2026.", "at 5-6pm on w2",
        "w2 10am", "After W1 2nd call", "since W2 4th July", "w1-1st", "the W1 3rd hour",
        "W2 1hr late", "Since 2026-12-05 at 10, 3 times.",
        "3, 5, 7 and 9 years old", "10 out of 10",
        "In 2024, 2025 and 2026.", "Paid 300 in 2025; 12 weeks, 3 children.",
    ],
)  # fmt: skip
def test_dates_times_and_counts_are_left_alone(text: str) -> None:
    assert not in_words(text)


@pytest.mark.parametrize(
    "piece", ["x", "a.b@", "07 ", "a1 ", "@ ", "(at)", "+", "w1 ", "0.", "ls8 ", "\u0301", "@."]
)
def test_the_cost_of_looking_grows_no_faster_than_the_words(piece: str) -> None:
    short, long = (piece * (length // len(piece)) for length in (4_000, 32_000))
    quick = min(_seconds(short) for _ in range(5))
    assert min(_seconds(long) for _ in range(3)) < 30 * quick + 0.001


def _seconds(text: str) -> float:
    before = time.thread_time()
    in_words(text)
    return time.thread_time() - before


@pytest.mark.parametrize(
    "text", [DIGITS, "LS8-4AB", "ls84ab", "jo-07700900123", "07700.900123", "jo@mail.com"]
)
def test_an_id_that_leads_to_somebody_is_found(text: str) -> None:
    assert in_id(text)


@given(st.binary(min_size=8, max_size=8).map(bytes.hex))
def test_a_random_id_is_left_alone(text: str) -> None:
    assert not in_id(text)


@pytest.mark.parametrize("text", ["PRACTICE-02", "fb-01", "F-2026-000123", "WY26A-5-1", "a.b_c"])
def test_an_id_as_workers_write_them_is_left_alone(text: str) -> None:
    assert not in_id(text)
