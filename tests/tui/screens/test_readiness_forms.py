"""The forms of the readiness check name what they are about and are left one step at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.domain.readiness import Readiness
from cara_facilitate.services import readiness_check, reading
from cara_facilitate.tui.screens.readiness import ReadinessScreen, summary
from cara_facilitate.tui.widgets.rows import Rows
from tests.tui.screens.driver import LEAD, on_cohort, store


async def test_what_is_confirmed_is_the_line_it_was_begun_for(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        desk = drive.app.desk
        reading.note_read(desk, "WY26A", "briefing", "F-LEAD1")
        await drive.private("c")
        rows = drive.app.screen.query_one(Rows)
        begun = rows.here
        before = {item for item, who in readiness_check.check(desk, "WY26A").unread
                  if who == "F-LEAD1"}  # fmt: skip
        label = readiness_check.labels(desk, "WY26A")[begun]
        await drive.press("enter")
        assert f"Confirm having read {label}." in drive.words()
        assert not rows.visible or rows.region.area == 0, "the lines are out of the way"
        await drive.press("shift+tab", "shift+tab", "down", "down")
        assert rows.here == begun
        drive.app.screen.query_one("#pin").focus()
        await drive.type(LEAD, "enter")
        await drive.until("Confirmed and saved.")
        after = {item for item, who in readiness_check.check(desk, "WY26A").unread
                 if who == "F-LEAD1"}  # fmt: skip
        assert before - after == {begun}


async def test_confirming_everything_names_who_is_chosen(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("c")
        await drive.press("a")
        assert "every line still open for F-LEAD1." in drive.words()
        await drive.press("shift+tab", "right")
        assert "every line still open for F-CO2." in drive.words()


async def test_escape_goes_from_a_form_to_the_lines_and_then_leaves(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("c")
        await drive.press("a")
        await drive.type("1")
        await drive.press("escape")
        assert isinstance(drive.app.screen, ReadinessScreen)
        assert "Own PIN" not in drive.text()
        assert drive.app.focused is drive.app.screen.query_one(Rows)
        await drive.press("escape")
        assert drive.app.room_mode
        assert not isinstance(drive.app.screen, ReadinessScreen)


NOTHING_OPEN = Readiness(
    unread=(), flags_unread=(), missing=(), held_back=0, no_import=False, called=None
)


@pytest.mark.parametrize(
    ("held_back", "said"), [(1, "1 row was held back."), (2, "2 rows were held back.")]
)
def test_one_row_held_back_is_said_in_the_singular(held_back: int, said: str) -> None:
    assert said in summary(replace(NOTHING_OPEN, held_back=held_back))


def test_nothing_is_said_to_be_sealed_where_a_row_points_at_nobody() -> None:
    held = replace(NOTHING_OPEN, held_back=1)
    assert "seats stay sealed" in summary(held)
    assert "no seat is sealed" in summary(held, sealed=False)


def test_one_confirmation_is_said_in_the_singular() -> None:
    one = (("item", "F-LEAD1"),)
    said = summary(replace(NOTHING_OPEN, unread=one, flags_unread=one))
    assert "1 confirmation of a record is open." in said
    assert "1 confirmation of a flag is open." in said
    said = summary(replace(NOTHING_OPEN, unread=one * 2, flags_unread=one * 2))
    assert "2 confirmations of records are open." in said
    assert "2 confirmations of flags are open." in said
