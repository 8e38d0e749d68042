"""Escalations by keys: told, acknowledged, closed, raised by hand; and the statutory override."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from cara_facilitate.domain.escalations import TRIGGERS, Status
from cara_facilitate.services import escalation
from cara_facilitate.services.bootstrap import feedback_key
from cara_facilitate.services.override import overrides
from cara_facilitate.tui.screens.casework import CaseworkScreen
from cara_facilitate.tui.screens.casework_drafted import LEFT, RESTORED
from cara_facilitate.tui.screens.casework_escalations import EscalationsPage
from cara_facilitate.tui.widgets.forms import Press
from cara_facilitate.tui.widgets.rows import Rows
from tests.tui.screens.casework_driver import COHORT, REFS, in_casework, worker_store
from tests.tui.screens.driver import Drive, no_line_too_long


def status(drive: Drive) -> list[Status]:
    return [one.status for one in escalation.every(drive.app.desk, COHORT)]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (130, 40)])
async def test_the_one_marked_says_route_clock_and_what_never_to_do(
    folder: Path, size: tuple[int, int]
) -> None:
    worker_store(folder, {"observed": ("forced_marriage",), "dash": "high"})
    async with in_casework(folder, size) as drive:
        await drive.press("e")
        trigger = TRIGGERS["high_risk"]
        words = drive.words()
        assert trigger.words in words
        assert all(role in words for role in trigger.route)
        assert "OVERDUE since 23:59" in words
        assert no_line_too_long(drive.text(), size[0])
        await drive.press("down")
        for _ in range(4):
            await drive.press("pagedown")
        assert "NO contact with family or community" in drive.words()
        assert "your site's policy prevails" in drive.words()


async def test_it_is_handed_over_to_everybody_acknowledged_and_closed(folder: Path) -> None:
    worker_store(folder, {"dash": "high"})
    async with in_casework(folder) as drive:
        await drive.press("e", "a")
        assert "Nobody was told of this escalation yet" in drive.words()
        await drive.press("x")
        assert "Nobody has acknowledged it yet" in drive.words()
        for role in TRIGGERS["high_risk"].route:
            await drive.press("h")
            assert f"< {role} >" in drive.words() or f"(•) {role}" in drive.words()
            await drive.press("tab", "tab")
            await drive.type("REF-1", "enter", "enter", "enter")
            await drive.until("Who was told is saved.")
        assert status(drive) == [Status.HANDED_OVER]
        await drive.press("a", "enter", "enter")
        await drive.until("Acknowledged and saved.")
        await drive.press("x")
        await drive.type("Safety plan made", "enter", "enter")
        await drive.until("Closed and saved.")
        assert status(drive) == [Status.CLOSED]
        await drive.press("h")
        assert "It is closed." in drive.words()
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseworkScreen)
        assert "ESCALATION" not in drive.text()


async def test_a_hand_over_is_filed_under_the_one_it_was_begun_for(folder: Path) -> None:
    worker_store(folder, {"observed": ("forced_marriage",), "dash": "high"})
    async with in_casework(folder, (100, 40)) as drive:
        await drive.press("e")
        page = drive.app.screen
        assert isinstance(page, EscalationsPage)
        begun, other = [row.id for row in page.query_one(Rows).rows]
        await drive.press("h")
        assert f"For {begun}, reference ending {REFS[0][-6:]}:" in drive.words()
        assert other not in drive.text(), "the list is out of the way while a form is open"
        await drive.press("shift+tab", "down")
        page.query_one("#hand", Press).focus()
        await drive.press("enter")
        await drive.until("Who was told is saved.")
        told = {one.id: len(one.hand_overs) for one in escalation.every(drive.app.desk, COHORT)}
        assert told == {begun: 1, other: 0}
        assert other in drive.text()


async def test_letters_typed_in_a_form_start_nothing_else(folder: Path) -> None:
    worker_store(folder, {"observed": ("forced_marriage",), "dash": "high"})
    async with in_casework(folder, (100, 40)) as drive:
        await drive.press("e", "h")
        before = drive.app.screen
        await drive.press("n", "v", "a", "x")
        assert drive.app.screen is before
        assert "Record who was told" in drive.words()


async def test_a_click_marks_a_line_tells_of_it_and_opens_nothing(folder: Path) -> None:
    worker_store(folder, {"observed": ("forced_marriage",), "dash": "high"})
    async with in_casework(folder, (100, 40)) as drive:
        await drive.press("e")
        page = drive.app.screen
        before = str(page.query_one("#detail", Static).render())
        await drive.pilot.click(Rows, offset=(5, 1))
        await drive.settle()
        rows = page.query_one(Rows)
        assert rows.here == rows.rows[1].id
        assert str(page.query_one("#detail", Static).render()) != before
        assert page is drive.app.screen


async def test_a_time_to_come_is_refused_and_escape_leaves_the_form_first(folder: Path) -> None:
    worker_store(folder, {"children": "concern"})
    async with in_casework(folder) as drive:
        await drive.press("e", "h", "tab", "tab", "tab")
        await drive.type("23:59", "enter", "enter")
        assert "Please type a time that has passed" in drive.words()
        assert status(drive) == [Status.RAISED]
        await drive.press("escape")
        assert isinstance(drive.app.screen, EscalationsPage)
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseworkScreen)


async def test_one_that_no_record_says_is_raised_by_hand(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("e")
        assert "No escalation was raised in this cohort." in drive.words()
        await drive.press("n", "down", "tab", "t")
        assert "now: Crisis route" in drive.words()
        await drive.press("tab", "tab")
        await drive.type("It happened again", "enter", "enter")
        await drive.until("Raised and saved: tell somebody now.")
        assert status(drive) == [Status.RAISED]
        assert "It happened again" in drive.words()
        await drive.press("escape")
        assert "ESCALATION" in next(ln for ln in drive.text().splitlines() if REFS[0] in ln)


async def test_an_override_goes_to_an_agency_with_a_reason_and_is_recorded(folder: Path) -> None:
    worker_store(folder, {"children": "immediate"})
    async with in_casework(folder) as drive:
        await drive.press("e", "v")
        assert "an agency and nobody else" in drive.words()
        await drive.press("tab", "2", "tab")
        await drive.type("The least that will do")
        await drive.press("tab", "2", "tab", "enter", "enter")
        assert "Say why the person was not told first." in drive.words()
        await drive.press("shift+tab")
        await drive.type("Not safe", "enter", "enter")
        await drive.until("Recorded and saved.")
        desk = drive.app.desk
        (made,) = overrides(desk, COHORT, feedback_key(desk.folder, "practice"))
        assert (made.ground, made.agency, made.told_first) == (
            "child", "childrens_social_care", "no_unsafe",
        )  # fmt: skip
        assert made.shared.reveal() == "The least that will do"
        assert made.ref == REFS[0]


async def test_an_override_half_typed_is_kept_until_it_is_recorded(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        for key, page in (("v", "override"), ("n", "escalation")):
            await drive.press("e", key)
            await drive.press(*["tab"] * (2 if key == "v" else 3))
            await drive.type("zq-half typed", "escape")
            assert LEFT in drive.words()
            assert "zq-half" not in drive.text()
            await drive.press(key)
            assert RESTORED in drive.words(), page
            assert "zq-half typed" in drive.text()
            await drive.press("escape", "escape")
