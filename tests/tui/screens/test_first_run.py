"""The first run: plain rules, a recovery key shown once, and a store that opens afterwards."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from cara_facilitate.domain.people import ROLE_WORDS
from cara_facilitate.services.bootstrap import make_store, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.tui.screens.first_run import FirstRunScreen
from cara_facilitate.tui.screens.home import HomeScreen
from tests.tui.screens.driver import SIZES, Drive, running

PASSPHRASE = "lantern brook seven mill"


def light(folder: Path, passphrase: str, owner: str, roles: tuple[str, ...]) -> tuple[Desk, str]:
    """A store with the light key derivation."""
    return make_store(folder, passphrase, owner, roles=roles, practice=True)


def roles_of(folder: Path) -> tuple[str, ...]:
    desk = open_desk(folder, PASSPHRASE)
    try:
        return desk.roles
    finally:
        desk.close()


async def make(drive: Drive, *roles: str) -> None:
    """Through the first two steps, with these keys pressed on the roles."""
    await drive.type("V-1", "enter", *roles, "enter")
    await drive.type(PASSPHRASE, "enter")
    await drive.type(PASSPHRASE, "enter")
    await drive.until("Write it down now")


@pytest.mark.parametrize("size", SIZES)
async def test_a_store_is_made_and_the_recovery_key_must_be_written_down(
    folder: Path, size: tuple[int, int]
) -> None:
    async with running(folder, size, unlocked=False, make_store=light) as drive:
        assert isinstance(drive.app.screen, FirstRunScreen)
        await drive.type("F-LEAD1", "enter", "enter")
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
        await drive.type("not a reference!", "enter", "enter")
        assert "Please use up to 16 characters." in drive.words()
        await drive.press("ctrl+u")
        await drive.type("F-LEAD1", "enter", "space", "enter")
        assert "Tick at least one." in drive.words()
        await drive.press("space", "enter")
        await drive.type("short", "enter")
        await drive.type("shorter", "enter")
        words = drive.words()
        assert "Too short: 5 of 12 characters." in words
        assert "The two passphrases differ." in words
        assert PASSPHRASE not in words
    assert not folder.exists()


@pytest.mark.parametrize("size", SIZES)
async def test_two_passphrases_that_differ_are_both_typed_again_and_nothing_else_is(
    folder: Path, size: tuple[int, int]
) -> None:
    async with running(folder, size, unlocked=False, make_store=light) as drive:
        await drive.type("V-1", "enter", "1", "3", "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.type(PASSPHRASE[:-1] + "k", "enter")
        assert "The two passphrases differ. Please type both again." in drive.words()
        assert "•" not in drive.text(), "what is retyped would come after what stands there"
        await drive.type(PASSPHRASE, "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.until("Write it down now")
        assert "differ" not in drive.words()
    assert roles_of(folder) == ("victim_worker",)


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_every_role_is_named_with_a_facilitator_ticked_and_the_two_sides_explained(
    folder: Path, size: tuple[int, int]
) -> None:
    async with running(folder, size, unlocked=False, make_store=light) as drive:
        await drive.type("V-1", "enter")
        words = drive.words()
        assert "[x] facilitator" in words
        for role in set(ROLE_WORDS.values()) - {"facilitator"}:
            assert f"[ ] {role}" in words
        assert "One store never holds both sides of one cohort" in words


@pytest.mark.parametrize(
    ("keys", "roles"),
    [
        ((), ("facilitator",)),
        (("space", "down", "down", "space"), ("victim_worker",)),
        (("1", "3"), ("victim_worker",)),
        (("2", "4"), ("facilitator", "manager", "supervisor")),
        (("up", "space", "space"), ("facilitator",)),
        (("down",) * 9 + ("space",), ("facilitator", "trainer")),
    ],
)
async def test_what_is_ticked_is_what_the_store_says_its_owner_does(
    folder: Path, keys: tuple[str, ...], roles: tuple[str, ...]
) -> None:
    async with running(folder, unlocked=False, make_store=light) as drive:
        await make(drive, *keys)
    assert roles_of(folder) == roles


async def test_escape_goes_back_to_who_it_is_and_forgets_what_was_typed_since(
    folder: Path,
) -> None:
    async with running(folder, unlocked=False, make_store=light) as drive:
        await drive.type("V-1", "enter", "enter")
        await drive.type(PASSPHRASE, "escape")
        assert "What do you do?" in drive.words()
        await drive.press("enter", "1", "3", "enter")
        assert "•" not in drive.text()
        await drive.type(PASSPHRASE, "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.until("Write it down now")
        await drive.press("escape")
        assert "Write it down now" in drive.words(), "a key that exists is not left unread"
    assert roles_of(folder) == ("victim_worker",)


async def test_the_app_goes_on_while_the_store_is_made(folder: Path) -> None:
    may_go_on = threading.Event()

    def slow(folder: Path, passphrase: str, owner: str, roles: tuple[str, ...]) -> tuple[Desk, str]:
        may_go_on.wait(20)
        return light(folder, passphrase, owner, roles)

    async with running(folder, unlocked=False, make_store=slow) as drive:
        await drive.type("F-LEAD1", "enter", "enter")
        await drive.type(PASSPHRASE, "enter")
        await drive.pilot.press(*PASSPHRASE, "enter")
        assert "Making the store..." in drive.text()
        await drive.pilot.press("f9")
        assert drive.app.curtained
        await drive.pilot.press("enter")
        may_go_on.set()
        await drive.until("Write it down now")
