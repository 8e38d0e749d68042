"""The first run: plain rules, a recovery key shown once, and a store that opens afterwards."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from cara_facilitate.services.bootstrap import make_store, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.tui.screens.first_run import FirstRunScreen
from cara_facilitate.tui.screens.home import HomeScreen
from tests.tui.screens.driver import SIZES, running

PASSPHRASE = "lantern brook seven mill"


def light(folder: Path, passphrase: str, owner: str) -> tuple[Desk, str]:
    """A store with the light key derivation."""
    return make_store(folder, passphrase, owner, practice=True)


@pytest.mark.parametrize("size", SIZES)
async def test_a_store_is_made_and_the_recovery_key_must_be_written_down(
    folder: Path, size: tuple[int, int]
) -> None:
    async with running(folder, size, unlocked=False, make_store=light) as drive:
        assert isinstance(drive.app.screen, FirstRunScreen)
        await drive.type("F-LEAD1", "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.until("Write it down now")
        screen = drive.app.screen
        assert isinstance(screen, FirstRunScreen)
        key = screen._last_group
        assert key in drive.text()
        await drive.type("ABCD" if key != "ABCD" else "ABCE", "enter")
        assert "That is not the last group shown above." in drive.words()
        assert not drive.app.is_open
        await drive.press("ctrl+u")
        await drive.type(key.lower(), "enter")
        await drive.until("There is no cohort in this store yet.")
        assert isinstance(drive.app.screen, HomeScreen)
        assert key not in drive.text()
    open_desk(folder, PASSPHRASE).close()


async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_made(folder: Path) -> None:
    async with running(folder, unlocked=False, make_store=light) as drive:
        await drive.type("not a reference!", "enter")
        await drive.type("short", "enter")
        await drive.type("shorter", "enter")
        words = drive.words()
        assert "Please use up to 16 characters." in words
        assert "Too short: 5 of 12 characters." in words
        assert "The two passphrases differ." in words
        assert PASSPHRASE not in words
    assert not folder.exists()


async def test_the_app_goes_on_while_the_store_is_made(folder: Path) -> None:
    may_go_on = threading.Event()

    def slow(folder: Path, passphrase: str, owner: str) -> tuple[Desk, str]:
        may_go_on.wait(20)
        return light(folder, passphrase, owner)

    async with running(folder, unlocked=False, make_store=slow) as drive:
        await drive.type("F-LEAD1", "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.pilot.press(*PASSPHRASE, "enter")
        assert "Making the store..." in drive.text()
        await drive.pilot.press("f9")
        assert drive.app.curtained
        await drive.pilot.press("enter")
        may_go_on.set()
        await drive.until("Write it down now")
