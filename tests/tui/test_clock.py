"""The clock at the top of the live session: whatever the day did, no number of it is cut."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.cohort import Pause, WorkshopState
from cara_facilitate.domain.runsheet import RunSheet
from cara_facilitate.domain.schedule import Phase
from cara_facilitate.tui.widgets.clock import WIDTH, clock_line

NOW = datetime(2026, 11, 28, 11, 2, 41)
HALF_A_DAY = 12 * 3600


def line(kind: str, left: int, drift: int, phase: Phase) -> str:
    pauses = (Pause(kind, NOW),) if kind else ()
    day = WorkshopState(1, date(2026, 11, 28), "10:00", started_at=NOW, pauses=pauses)
    return clock_line(NOW, day, RunSheet((), drift, left, phase)).plain


@given(
    st.sampled_from(["", "pause", "break"]),
    st.integers(-HALF_A_DAY, HALF_A_DAY),
    st.integers(-HALF_A_DAY, HALF_A_DAY),
    st.sampled_from(Phase),
)
def test_both_clocks_fit_beside_each_other_and_words_give_way_before_numbers(
    kind: str, left: int, drift: int, phase: Phase
) -> None:
    said = line(kind, left, drift, phase)
    assert len(said) <= WIDTH
    assert said.startswith("11:02:41  ")
    seconds = abs(left) % 60
    assert re.search(rf":{seconds:02d} {'left' if left >= 0 else 'over'}  ", said)
    assert {"pause": "PAUSED", "break": "BREAK"}.get(kind, "") in said
    minutes = round(drift / 60)
    wanted = f"+{minutes} min" if minutes > 0 else f"{-minutes} min ahead"
    assert said.endswith("on time") if minutes == 0 else wanted in said


@pytest.mark.parametrize(
    ("left", "drift", "said"),
    [
        (1939, 420, "11:02:41   PAUSED, 32:19 left   +7 min tight"),
        (-3739, 127 * 60, "11:02:41  PAUSED 1:02:19 over  +127 min tight"),
    ],
)
def test_what_is_short_is_said_as_ever(left: int, drift: int, said: str) -> None:
    assert line("pause", left, drift, Phase.TIGHT) == said
