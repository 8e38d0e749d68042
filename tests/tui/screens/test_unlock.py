"""Unlocking: the passphrase, what a wrong one says, the recovery key and going back to work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from cara_facilitate.domain import commands as cmd
from cara_facilitate.journal.files import STORE_FILE
from cara_facilitate.journal.keys import KEYS_FILE
from cara_facilitate.services import bootstrap, deliver, prepare
from cara_facilitate.services.bootstrap import make_store, open_desk
from cara_facilitate.tui import threshold
from cara_facilitate.tui.live.screen import LiveScreen
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.unlock import UnlockScreen
from tests.tui.screens.driver import SIZES, fresh, running


@pytest.mark.parametrize("size", SIZES)
async def test_the_passphrase_opens_home(folder: Path, size: tuple[int, int]) -> None:
    fresh(folder).desk.close()
    async with running(folder, size, unlocked=False) as drive:
        assert isinstance(drive.app.screen, UnlockScreen)
        assert "PRACTICE: made-up people. Passphrase: practice" in drive.words()
        await drive.unlock()
        assert isinstance(drive.app.screen, HomeScreen)
        assert "PRACTICE: made-up people" in drive.text()


async def test_a_typed_passphrase_is_never_painted(folder: Path) -> None:
    make_store(folder, "practice-secret", "F-LEAD1", practice=True)[0].close()
    async with running(folder, unlocked=False) as drive:
        await drive.type("practice-secret")
        assert "practice-secret" not in drive.text()


async def test_nothing_typed_to_unlock_stays_in_a_field_underneath(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, unlocked=False) as drive:
        screen = drive.app.screen
        await drive.press("f3", "escape")
        await drive.unlock()
        left = [line.value for line in screen.query(Input)]
        assert len(left) == 4
        assert not any(left)


async def test_entries_the_disk_never_took_are_said_when_the_app_has_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh(folder).desk.close()
    async with running(folder) as drive:
        close = drive.app.desk.close
        monkeypatch.setattr(drive.app.desk, "close", lambda: close() + 1)
        app = drive.app
    assert "NOT SAVED" in app.closing_sentence


async def test_a_wrong_passphrase_is_said_in_a_sentence_and_can_be_tried_again(
    folder: Path,
) -> None:
    fresh(folder).desk.close()
    async with running(folder, unlocked=False) as drive:
        await drive.type("wrong", "enter")
        await drive.until("That passphrase does not open this store.")
        assert not drive.app.is_open


async def test_a_store_open_elsewhere_is_refused_kindly(folder: Path) -> None:
    made = fresh(folder)
    try:
        async with running(folder, unlocked=False) as drive:
            await drive.type("practice", "enter")
            await drive.until("open")
            assert not drive.app.is_open
            assert "another" in drive.words().lower()
    finally:
        made.desk.close()


async def test_a_passphrase_given_at_the_start_needs_no_typing(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder, unlocked=False, passphrase="practice") as drive:
        await drive.until("Next session")
        assert isinstance(drive.app.screen, HomeScreen)


async def test_the_recovery_key_sets_a_new_passphrase(folder: Path) -> None:
    desk, recovery = make_store(folder, "practice", "F-LEAD1", practice=True)
    desk.close()
    async with running(folder, unlocked=False) as drive:
        await drive.press("f3")
        await drive.type(recovery.lower(), "enter")
        await drive.type("a new long passphrase", "enter")
        await drive.type("another long passphrase", "enter")
        assert "The two passphrases differ." in drive.words()
        assert "•" not in drive.text(), "what is retyped would come after what stands there"
        await drive.type("a new long passphrase", "enter")
        await drive.type("a new long passphrase", "enter")
        await drive.until("no cohort")
    open_desk(folder, "a new long passphrase").close()


async def test_a_workshop_under_way_is_resumed_at_once(folder: Path) -> None:
    made = fresh(folder)
    prepare.prepare(made.desk, made.plan.cohort, 1, prepare.CHECKS)
    deliver.do(made.desk, made.plan.cohort, 1, cmd.StartWorkshop(made.desk.clock.now()))
    made.desk.close()
    async with running(folder) as drive:
        assert isinstance(drive.app.screen, LiveScreen)


async def test_quitting_asks_once_a_store_is_open_and_stays_by_default(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder) as drive:
        await drive.press("ctrl+q")
        assert "Quit cara?" in drive.text()
        await drive.press("enter")
        assert isinstance(drive.app.screen, HomeScreen)
        await drive.press("ctrl+q", "right", "enter")
        assert drive.app._exit


async def test_the_desk_is_closed_when_the_app_ends(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder):
        pass
    open_desk(folder, "practice").close()


def test_the_unlock_screen_loads_neither_pydantic_nor_jinja_nor_a_session() -> None:
    code = (
        "import sys, cara_facilitate.tui.app, cara_facilitate.tui.screens.unlock;"
        "heavy = {'pydantic', 'jinja2', 'yaml', 'nacl', 'sqlcipher3',"
        " 'cara_facilitate.services.desk', 'cara_facilitate.domain.events',"
        " 'cara_facilitate.domain.fold', 'cara_facilitate.tui.live.screen'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_first_screen_knows_a_store_by_the_names_the_journal_gives_it(folder: Path) -> None:
    assert threshold.STORE_FILES == (KEYS_FILE, STORE_FILE)
    assert threshold.PRACTICE_MARK == bootstrap.PRACTICE_MARK
    assert not threshold.store_exists(folder)
    fresh(folder).desk.close()
    assert threshold.store_exists(folder)
    assert threshold.is_practice(folder)
