"""The gate out of room mode: digits go to the PIN, and who has none yet chooses one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.services import rehearse
from cara_facilitate.services.people import apply_pin_reset
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.gate import GateScreen
from tests.tui.screens.driver import CO, LEAD, SIZES, Drive, fresh, on_cohort

PRIVATE_VIEWS = "private views"


@pytest.fixture
def without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose second facilitator has no PIN yet."""
    monkeypatch.setattr(rehearse, "PINS", {"F-LEAD1": LEAD})
    fresh(folder).desk.close()
    return folder


def pins(drive: Drive) -> set[str]:
    return set(drive.app.desk.state("WY26A").pins)


async def test_digits_typed_on_who_are_you_go_to_the_pin(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("f2", "right", *CO, "enter", "right", "enter")
        await drive.until(PRIVATE_VIEWS)
        assert drive.app.facilitator == "F-CO2"


async def test_digits_typed_on_the_question_never_answer_it(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("f2", "enter", "enter", *CO, "enter", "enter")
        assert drive.app.room_mode
        assert "Room mode stays on." in drive.words()


async def test_a_wrong_pin_puts_the_harmless_answer_back(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("f2", *"999999", "enter", "right", "enter")
        await drive.until("That is not this facilitator's PIN.")
        await drive.press(*LEAD, "enter", "enter")
        assert drive.app.room_mode


@pytest.mark.parametrize("size", SIZES)
async def test_who_has_no_pin_chooses_one_by_typing_it_twice(
    without: Path, size: tuple[int, int]
) -> None:
    async with on_cohort(without, size) as drive:
        await drive.press("f2")
        assert "has no PIN yet" not in drive.words()
        await drive.press("right")
        assert "F-CO2 has no PIN yet" in drive.words()
        await drive.press(*CO, "enter", *CO, "enter", "right", "enter")
        await drive.until(PRIVATE_VIEWS)
        assert pins(drive) == {"F-LEAD1", "F-CO2"}
        await drive.press("escape", "f2", *CO, "enter", "right", "enter")
        await drive.until(PRIVATE_VIEWS)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [(CO, "222223", "The two PINs differ."), ("123", "123", "A PIN is 6 to 12 digits.")],
)
async def test_a_pin_that_is_none_is_not_kept(
    without: Path, first: str, second: str, said: str
) -> None:
    async with on_cohort(without) as drive:
        await drive.press("f2", "right", *first, "enter", *second, "enter", "right", "enter")
        await drive.until(said)
        assert isinstance(drive.app.screen, GateScreen)
        assert pins(drive) == {"F-LEAD1"}


async def test_a_pin_begun_for_one_facilitator_is_not_anothers(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("f2", *LEAD, "shift+tab", "right")
        assert "•" not in drive.text().replace("(•)", "")


@pytest.mark.parametrize("size", SIZES)
async def test_whose_pin_the_manager_reset_chooses_another_and_the_old_one_is_gone(
    folder: Path, size: tuple[int, int]
) -> None:
    made = fresh(folder)
    apply_pin_reset(made.desk, "WY26A", "F-CO2", "M-1")
    made.desk.close()
    async with on_cohort(folder, size) as drive:
        await drive.press("f2", "right")
        assert "F-CO2 has no PIN yet" in drive.words()
        await drive.press(*"424242", "enter", *"424242", "enter", "right", "enter")
        await drive.until(PRIVATE_VIEWS)
        await drive.press("escape", "f2", *CO, "enter", "right", "enter")
        await drive.until("That is not this facilitator's PIN.")
        await drive.press(*"424242", "enter", "right", "enter")
        await drive.until(PRIVATE_VIEWS)


async def test_help_opens_over_a_question_too(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("ctrl+q")
        assert isinstance(drive.app.screen, Ask)
        await drive.press("question_mark")
        assert "Give the answer that is marked" in drive.words()


async def test_the_key_bar_names_f1_for_help_while_somebody_types(folder: Path) -> None:
    fresh(folder).desk.close()
    async with on_cohort(folder) as drive:
        await drive.press("f2")
        assert "? Keys" in drive.text()
        await drive.press("enter")
        assert "F1 Keys" in drive.text()
        assert "? Keys" not in drive.text()
        await drive.press("f1")
        assert "Go through the answers" in drive.words()
