"""A new cohort: three steps or a file, the site's rules in words, and references shown once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.services.cohorts import plan_of
from cara_facilitate.tui.screens.cohort_seats import SeatsScreen
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.new_cohort import NewCohortScreen
from cara_facilitate.tui.screens.suggestions import suggested_id, usual_site
from tests.tui.screens.driver import LEAD, SIZES, Drive, fresh, running

FILE = """\
cohort: WY27C
site: west-yorkshire
curriculum: cara-open
variant: intimate-partner-male
workshops:
  - {{date: 2027-01-09, start: "10:00"}}
  - {{date: {second}, start: "10:00"}}
facilitators: [F-LEAD1, F-CO2]
participants:
  - {{sex: male, relationship: ex_partner, caution_date: 2026-12-20, risk: standard,
     first_time: true, disposal: conditional_caution, issuer: wyp, referrer: wyp}}
"""


async def set_pins(drive: Drive) -> None:
    await drive.press("enter")
    for pin in (LEAD, LEAD, "222222", "222222"):
        await drive.type(pin, "enter")


async def fill_persons(drive: Drive) -> None:
    screen = drive.app.screen
    assert isinstance(screen, SeatsScreen)
    await drive.press("enter", "enter", "p", "e", "enter")
    await drive.type("2026-12-01", "enter")
    await drive.press("s", "enter", "y", "enter", "c", "enter")
    for name in screen._extra:
        if name in ("issuer", "referrer"):
            await drive.type("wyp", "enter")
        else:
            await drive.press("enter")
    await drive.press("f4")


@pytest.mark.parametrize("size", SIZES)
async def test_a_cohort_is_made_by_keys_alone(folder: Path, size: tuple[int, int]) -> None:
    fresh(folder).desk.close()
    async with running(folder, size) as drive:
        await drive.press("n")
        screen = drive.app.screen
        assert isinstance(screen, NewCohortScreen)
        assert "WY26B" in drive.text()
        assert REFERENCE_LABEL in drive.words()
        await drive.press("f5")
        assert "Two facilitators deliver each workshop" in drive.words()
        await drive.type("F-CO2", "f5")
        await drive.press("f5")
        await drive.until("A rule blocks this cohort")
        assert "BLOCK" in drive.text()
        await drive.press("f5")
        assert len(drive.app.desk.cohorts()) == 1
        await drive.press("escape")
        await fill_persons(drive)
        await drive.press("f5")
        await drive.until("Nothing blocks it.")
        await set_pins(drive)
        await drive.until("Can anyone else see this screen?")
        await drive.press("right", "enter")
        plan = plan_of(drive.app.desk, "WY26B")
        assert len(plan.people) == 12
        assert all(p.ref in drive.text() and p.check_word in drive.text() for p in plan.people)
        await drive.press("escape")
        assert isinstance(drive.app.screen, HomeScreen)
        assert not any(p.check_word in drive.text() for p in plan.people)


async def test_if_anyone_may_see_the_check_words_are_not_shown(
    folder: Path, tmp_path: Path
) -> None:
    fresh(folder).desk.close()
    path = tmp_path / "cohort.yaml"
    path.write_text(FILE.format(second="2027-02-06"), encoding="utf-8")
    async with running(folder) as drive:
        await drive.press("n")
        await drive.type(str(path), "enter")
        await drive.until("Nothing blocks it.")
        await set_pins(drive)
        await drive.until("Can anyone else see this screen?")
        await drive.press("enter")
        assert isinstance(drive.app.screen, HomeScreen)
        plan = plan_of(drive.app.desk, "WY27C")
        assert plan.people[0].check_word not in drive.text()


async def test_a_bad_file_is_refused_with_its_place(folder: Path, tmp_path: Path) -> None:
    fresh(folder).desk.close()
    path = tmp_path / "cohort.yaml"
    path.write_text(FILE.format(second="soon"), encoding="utf-8")
    async with running(folder) as drive:
        await drive.press("n")
        await drive.type(str(path), "enter")
        await drive.until("cohort.yaml:7:")


async def test_pins_that_differ_or_are_too_short_are_said_beside_the_field(
    folder: Path, tmp_path: Path
) -> None:
    fresh(folder).desk.close()
    path = tmp_path / "cohort.yaml"
    path.write_text(FILE.format(second="2027-02-06"), encoding="utf-8")
    async with running(folder, (100, 50)) as drive:
        await drive.press("n")
        await drive.type(str(path), "enter")
        await drive.until("Nothing blocks it.")
        await drive.press("enter")
        for pin in ("123", "123", "222222", "222223"):
            await drive.type(pin, "enter")
        assert "A PIN is 6 to 12 digits." in drive.words()
        assert "The two PINs differ." in drive.words()
        assert len(drive.app.desk.cohorts()) == 1


async def test_wrong_dates_are_said_beside_the_field(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, (100, 40)) as drive:
        await drive.press("n")
        screen = drive.app.screen
        assert isinstance(screen, NewCohortScreen)
        screen._second.put("2020-01-01")
        screen._start.put("ten")
        screen._seats.put("13")
        await drive.press("f5")
        words = drive.words()
        assert "Workshop two comes after workshop one." in words
        assert "Please write the time as HH:MM." in words
        assert "From 1 to 12." in words


async def test_leaving_asks_before_anything_written_is_lost(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder) as drive:
        await drive.press("n", "escape")
        assert isinstance(drive.app.screen, HomeScreen)
        await drive.press("n", "x", "escape", "enter")
        assert isinstance(drive.app.screen, NewCohortScreen)
        await drive.press("escape", "right", "enter")
        assert isinstance(drive.app.screen, HomeScreen)


async def test_the_form_of_a_new_person_holds_nothing_of_the_one_before(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder) as drive:
        await drive.press("n", *["tab"] * 8)
        await drive.type("F-CO2", "f5")
        screen = drive.app.screen
        assert isinstance(screen, SeatsScreen)
        await drive.press("down", "enter", "enter", "e", "f4", "down", "enter", "f4")
        assert screen._people[0].relationship == "ex_partner"
        assert screen._people[1].relationship == ""
        await drive.press("up", "enter", "enter", "p", "escape")
        assert isinstance(drive.app.screen, SeatsScreen)
        assert screen._people[0].relationship == "ex_partner"
        await drive.press("escape", "enter")
        assert drive.app.screen is screen


@pytest.mark.parametrize(
    ("setting", "newest", "usual", "letters"),
    [
        ("", "", "leicestershire", "LE26A"),
        ("", "west-yorkshire", "west-yorkshire", "WY26B"),
        ("leicestershire", "west-yorkshire", "leicestershire", "LE26A"),
        ("gone", "", "leicestershire", "LE26A"),
    ],
)
def test_the_usual_site_and_its_letters_are_suggested(
    setting: str, newest: str, usual: str, letters: str
) -> None:
    now = datetime(2026, 11, 28, 9, 0).astimezone()
    there = [SimpleNamespace(cohort="WY26A", site=newest, created_at=now)] if newest else []
    offered = [
        SimpleNamespace(id="leicestershire", title="Leicestershire"),
        SimpleNamespace(id="west-yorkshire", title="West Yorkshire"),
    ]
    desk: Any = SimpleNamespace(
        settings=SimpleNamespace(site=setting),
        cohorts=lambda: there,
        host=SimpleNamespace(site_policies=lambda: offered),
        clock=SimpleNamespace(now=lambda: now),
    )
    assert (usual_site(desk), suggested_id(desk, now)) == (usual, letters)
