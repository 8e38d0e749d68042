"""Room mode shows nothing of anybody harmed, and private views open on purpose and close again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.rehearse import extract_rows, practice_time
from cara_facilitate.tui.private_app import ROOM_MODE_ON
from cara_facilitate.tui.screens.curtain import SENTENCE, CurtainScreen
from cara_facilitate.tui.screens.lift import LiftScreen
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.screens.views import VIEWS
from tests.tui.screens.driver import (
    Drive,
    at,
    fresh,
    hold_first,
    make_ready,
    on_cohort,
    store,
    take_in,
)

ROOM_SIZES = ((60, 20), (80, 24), (100, 30), (130, 40), (160, 45))
CANARY = "zq-V-P07-K7QX4M"
LETTERS = {view: letter for view, (letter, _, _) in VIEWS.items()}

SEAT_KEYS = (*"1234567890", "minus", "equals_sign")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store goes."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path / "store"


def with_canary(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["summary"]:
            row["summary"] = f"{CANARY} {row['feedback_id']}"


async def open_view(drive: Drive, view: str) -> None:
    await drive.private(LETTERS[view])
    assert isinstance(drive.app.screen, PrivatePage)
    assert "PRIVATE" in drive.text().splitlines()[0]


async def test_every_private_view_is_refused_in_room_mode(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        before = drive.app.screen
        for view, letter in LETTERS.items():
            await drive.press(letter)
            assert drive.app.screen is before
            assert ROOM_MODE_ON in drive.words()
            drive.app.open_private(view)
            await drive.settle()
            assert drive.app.screen is before


async def test_the_answer_that_stands_ready_keeps_room_mode(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.press("f2", "enter")
        await drive.type("111111", "enter", "enter")
        assert drive.app.room_mode
        assert not isinstance(drive.app.screen, PrivatePage)
        assert "Room mode" in drive.text().splitlines()[0]


@pytest.mark.parametrize("pin", ["222222", "", "999999"])
async def test_another_persons_pin_does_not_leave_room_mode(folder: Path, pin: str) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.press("f2", "enter")
        if pin:
            await drive.type(pin)
        await drive.press("enter", "right", "enter")
        await drive.until("That is not this facilitator's PIN.")
        assert drive.app.room_mode
        assert pin not in drive.text() or not pin


async def test_the_right_pin_and_no_open_the_list_of_private_views(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.leave_room_mode(who=1)
        assert not drive.app.room_mode
        assert drive.app.facilitator == "F-CO2"
        assert all(title in drive.text() for _, title, _ in VIEWS.values())


@pytest.mark.parametrize("view", VIEWS)
async def test_a_view_closes_by_itself_and_any_key_keeps_it_open(folder: Path, view: str) -> None:
    store(folder, feedback=True, flag=True)
    async with on_cohort(folder) as drive:
        await open_view(drive, view)
        page = drive.app.screen
        assert isinstance(page, PrivatePage)
        drive.seconds.at += page.IDLE - 1
        page.look()
        assert drive.app.screen is page
        assert "any key keeps it" in drive.text().splitlines()[0] or page.IDLE > 30
        await drive.press("left")
        drive.seconds.at += page.IDLE - 1
        page.look()
        assert drive.app.screen is page
        drive.seconds.at += 2
        page.look()
        await drive.settle()
        assert drive.app.room_mode
        assert not any(isinstance(s, PrivatePage) for s in drive.app.screen_stack)


def test_thirty_seconds_is_the_rule_for_all_that_touches_a_person_harmed() -> None:
    from cara_facilitate.tui.screens import briefing, import_feedback, note, readiness, register

    kinds: tuple[type[PrivatePage], ...] = (
        briefing.BriefingScreen,
        import_feedback.ImportScreen,
        note.NoteScreen,
        readiness.ReadinessScreen,
        register.RegisterScreen,
    )
    assert {kind.IDLE for kind in kinds} == {30.0}


async def test_closing_a_view_returns_room_mode(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        for view, letter in LETTERS.items():
            await open_view(drive, view)
            await drive.press("escape")
            assert drive.app.room_mode
            await drive.press(letter)
            assert ROOM_MODE_ON in drive.words()


@pytest.mark.parametrize("view", VIEWS)
async def test_the_curtain_covers_a_view_and_closes_it(folder: Path, view: str) -> None:
    store(folder, feedback=True, flag=True)
    async with on_cohort(folder) as drive:
        await open_view(drive, view)
        await drive.press("f9")
        assert isinstance(drive.app.screen, CurtainScreen)
        assert drive.words().split(" ", 1)[1] == SENTENCE
        assert not any(isinstance(s, PrivatePage) for s in drive.app.screen_stack)
        await drive.press("enter")
        if view in ("briefing", "import"):
            assert isinstance(drive.app.screen, LiftScreen)
            await drive.type("not it", "enter")
            await drive.until("does not open this store")
            await drive.press("ctrl+l", "enter")
            assert isinstance(drive.app.screen, LiftScreen)
            await drive.type("practice", "enter")
            await drive.until("Room mode is on again.")
        assert not drive.app.curtained
        assert drive.app.room_mode


HOME_DEPTH = 2
"""Screens on the stack at Home: the unlock screen and Home itself."""

PLACES: dict[str, tuple[str, ...]] = {
    "home": (),
    "cohort": ("enter",),
    "prepare": ("enter", "2", "p"),
    "site's rules": ("enter", "l"),
    "gate": ("enter", "f2"),
    "new cohort": ("n",),
    "help": ("enter", "question_mark"),
    "quit": ("ctrl+q",),
}
"""How to get to every ordinary screen from Home."""


async def visit(drive: Drive, keys: tuple[str, ...]) -> None:
    """From wherever it is back to Home, then where these keys lead."""
    while len(drive.app.screen_stack) > HOME_DEPTH:
        await drive.press("escape")
    await drive.press(*keys)


@pytest.mark.parametrize("key", ["grave_accent", "f9", "ctrl+l"])
async def test_the_curtain_covers_every_ordinary_screen(folder: Path, key: str) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        for place, keys in PLACES.items():
            await visit(drive, keys)
            before = drive.still()
            await drive.press(key)
            assert drive.words().split(" ", 1)[1] == SENTENCE
            await drive.press("enter")
            # A PIN typed at the gate is forgotten with it.
            assert (drive.still() == before) is (place != "gate")


@pytest.mark.parametrize("size", ROOM_SIZES[::3])  # test_two_cohorts_alike: all, with colours
async def test_ordinary_screens_are_the_same_with_and_without_feedback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    seen: list[dict[str, str]] = []
    for feedback in (False, True):
        folder = tmp_path / f"store-{feedback}"
        store(folder, feedback=feedback, flag=True, change=with_canary)
        grids = {}
        async with on_cohort(folder, size) as drive:
            for place, keys in PLACES.items():
                await visit(drive, keys)
                grids[place] = drive.still()
        seen.append(grids)
    assert seen[0] == seen[1]
    assert CANARY not in "".join(seen[1].values())


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_a_live_workshop_two_looks_the_same_with_and_without_feedback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    seen = []
    for feedback in (False, True):
        made = fresh(tmp_path / f"store-{feedback}")
        hold_first(made)
        if feedback:
            take_in(made, with_canary)
        make_ready(made)
        at(made, practice_time(date(2026, 12, 26), 10, 0))
        desk, cohort = made.desk, made.plan.cohort
        prepare.prepare(desk, cohort, 2, prepare.CHECKS)
        deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))
        desk.close()
        async with on_cohort(made.extract.parent, size) as drive:
            await drive.press("t")
            seen.append(drive.still())
            assert CANARY not in drive.text()
    assert seen[0] == seen[1]


async def test_what_a_briefing_showed_is_nowhere_afterwards(folder: Path) -> None:
    made = store(folder, feedback=True, change=with_canary)
    seat = next(p.seat for n, p in enumerate(made.plan.people, 1) if n == 3)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("practice", "enter")
        await drive.until("Private briefing, plan for everyone")
        await drive.press(SEAT_KEYS[seat - 1])
        assert CANARY in drive.text()
        await drive.press("escape")
        for keys in PLACES.values():
            await visit(drive, keys)
            assert CANARY not in drive.text()


async def test_every_opening_is_recorded_with_who_and_never_what(folder: Path) -> None:
    store(folder, feedback=True, flag=True)
    async with on_cohort(folder) as drive:
        for view in VIEWS:
            await open_view(drive, view)
            if view == "briefing":
                await drive.type("practice", "enter")
                await drive.until("Private briefing, plan for everyone")
            await drive.press("escape")
        events = drive.app.desk.stream_events("WY26A/delivery")
        streams = [events, drive.app.desk.stream_events("WY26A/review")]
        opened = [e for stream in streams for e in stream if isinstance(e, ev.PrivateViewOpened)]
        assert [(e.view, e.facilitator) for e in opened] == [(v, "F-LEAD1") for v in VIEWS]


async def briefing_pages(folder: Path, seats: list[int]) -> list[str]:
    pages = []
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("practice", "enter")
        await drive.until("Private briefing, plan for everyone")
        for seat in seats:
            await drive.press(SEAT_KEYS[seat - 1])
            title, _, rest = drive.still().partition("\n")
            title = " ".join(title.replace(f"seat {seat} (", "seat N (").split())
            pages.append(f"{title}\n{rest}")  # a seat of two digits leaves a blank less
    return pages


MISSING = ("PRACTICE-11", "PRACTICE-13")


async def test_sealed_missing_withdrawn_and_never_reached_pages_are_one_and_the_same(
    folder: Path,
) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        rows[4]["safety_cue"] = "none"
        rows[2]["withdrawn"] = "yes"
        rows[2]["disclosure_level"], rows[2]["summary"] = "L0", ""
        rows[:] = [row for row in rows if row["feedback_id"] not in MISSING]

    made = store(folder, feedback=True, change=change)
    numbered = {n: p.seat for n, p in enumerate(made.plan.people, 1)}
    rows = extract_rows(made.plan)
    sealed = [numbered[n] for n in range(1, 13) if rows[n - 1]["disclosure_level"] == "L0"]
    asked = [*sealed, numbered[3], numbered[11]]
    *pages, held_back = await briefing_pages(folder, [*asked, numbered[2]])
    assert len(sealed) >= 3
    assert len(set(pages)) == 1
    # What a row held back would have said is unknown: to call that "no safety cue" could kill.
    assert held_back not in pages
    assert "ring the worker" in " ".join(held_back.split())
    assert "Made-up words" not in held_back


async def test_hostile_words_are_shown_whole_and_do_nothing(folder: Path) -> None:
    hostile = "[URGENT] <I will kill you> [@click=bell()]press[/] [/] a\u202eb\u200bc $HOME **x**"

    def change(rows: list[dict[str, str]]) -> None:
        rows[2]["summary"] = hostile

    made = store(folder, feedback=True, change=change)
    seat = {n: p.seat for n, p in enumerate(made.plan.people, 1)}[3]
    [page] = await briefing_pages(folder, [seat])
    words = " ".join(page.split())
    assert "[URGENT] <I will kill you> [@click=bell()]press[/] [/] a▯b▯c $HOME **x**" in words


async def test_the_briefing_is_refused_while_a_workshop_runs(folder: Path) -> None:
    made = fresh(folder)
    hold_first(made)
    take_in(made)
    make_ready(made)
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    deliver.do(desk, cohort, 2, cmd.StartWorkshop(desk.clock.now()))
    desk.close()
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.until("The briefing opens only at a break or pause.")
