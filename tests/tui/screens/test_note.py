"""The note: held with rule and place but no words, released with a reason, written as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.services import debrief, register
from tests.tui.screens.driver import SIZES, fresh, hold_first, on_cohort, store

SAID = "The mother told us they ring 07700 900123"


@pytest.mark.parametrize("size", SIZES)
async def test_a_clean_note_is_read_through_and_written(
    folder: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    store(folder)
    out = tmp_path / "out"
    async with on_cohort(folder, size) as drive:
        await drive.private("w")
        await drive.until("Nothing holds the note.")
        assert "SUPERVISION NOTE, WORKSHOP ONE" in drive.text()
        await drive.press("w", "enter", "ctrl+u")
        await drive.type(str(out), "enter")
        await drive.until("Written:")
        written = sorted(path.suffix for path in out.iterdir())
        assert written == [".html", ".md", ".txt"]
        assert drive.app.desk.state("WY26A").workshops[1].note is not None
        await drive.press("escape")
        assert "note for workshop 1 unwritten" not in drive.words()


async def test_in_a_narrow_window_no_line_of_the_note_is_cut(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder, (60, 20)) as drive:
        await drive.private("w")
        await drive.until("SUPERVISION NOTE, WORKSHOP ONE")
        assert "not made or endorsed by Hampton Trust." in drive.words()


async def test_what_holds_the_note_is_named_without_its_words_and_leads_to_the_answer(
    folder: Path,
) -> None:
    made = fresh(folder)
    hold_first(made)
    debrief.answer(made.desk, "WY26A", 1, "seat.behaviour", 4, SAID, "F-LEAD1")
    made.desk.close()
    async with on_cohort(folder) as drive:
        await drive.private("w")
        await drive.until("The note is held")
        words = drive.words()
        assert "section 4 P04 seat.behaviour" in words
        assert "07700" not in words
        assert "mother" not in words
        await drive.press("w")
        await drive.until("The note is held until the lines above are cleared.")
        await drive.press("r")
        await drive.until("This can never be released.")
        await drive.press("enter")
        await drive.until("Debrief of workshop 1")
        assert "> Seat 4: One thing seen" in drive.words()


async def test_a_false_hit_is_released_with_a_reason(folder: Path) -> None:
    made = fresh(folder)
    hold_first(made)
    register.enter(made.desk, "WY26A", 4, "Will Example", "")
    debrief.answer(made.desk, "WY26A", 1, "seat.behaviour", 4, "Will take the lead", "F-LEAD1")
    made.desk.close()
    async with on_cohort(folder) as drive:
        await drive.private("w")
        await drive.until("may be released")
        await drive.press("r", "enter")
        await drive.until("Say why this is a false hit.")
        await drive.type("an ordinary verb", "enter")
        await drive.until("Nothing holds the note.")
