"""With a participant erased, or everything purged that has a date, every screen still opens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.services import erasing
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import practice_time
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.screens.views import VIEWS
from tests.tui.screens.driver import SECOND, on_cohort, store

COHORT = "WY26A"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store goes."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path / "store"


def one_erased(folder: Path) -> None:
    """Seat 3, of whom the extract said something, and seat 5, of whom two people did."""
    store(folder, feedback=True)
    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    for seat in (3, 5):
        erasing.erase(desk, COHORT, desk.state(COHORT).seats[seat], "asked in writing")
    desk.close()


def all_purged(folder: Path) -> None:
    """The pair over, its notes written, and every class with a date purged."""
    store(folder, feedback=True)
    set_practice_clock(folder, practice_time(SECOND + timedelta(days=250), 9, 0))
    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    start = practice_time(SECOND, 10, 0)
    events: list[ev.Event] = [ev.WorkshopStarted(2, start)]
    events += [ev.AttendanceRecorded(2, seat, "P", start) for seat in range(1, 13)]
    events += [ev.ObservationRecorded(2, "W2-01", 4, "c", start)]
    events += [ev.WorkshopEnded(2, start + timedelta(hours=6))]
    events += [ev.NoteWritten(n, f"N-{n}", ("txt",), "00", "F-LEAD1", start) for n in (1, 2)]
    desk.record(COHORT, events, wait=True)
    assert len(erasing.purge(desk, erasing.due(desk))) == 5
    desk.close()


SEALED_VIEWS = ("register", "readiness", "briefing", "attendance", "note")
"""The views that show what a purge takes; with one participant erased all of them are opened."""


@pytest.mark.parametrize(("made", "views"), [(one_erased, VIEWS), (all_purged, SEALED_VIEWS)])
async def test_every_private_view_opens_and_closes(
    folder: Path, made: Callable[[Path], None], views: Iterable[str]
) -> None:
    made(folder)
    async with on_cohort(folder) as drive:
        for view in views:
            letter, title, _ = VIEWS[view]
            await drive.private(letter)
            assert isinstance(drive.app.screen, PrivatePage), view
            assert "PRIVATE" in drive.text().splitlines()[0], title
            if view == "briefing":
                await drive.type("practice", "enter")
            for key in ("down", "pagedown"):
                await drive.press(key)
            await drive.press("escape")
            while isinstance(drive.app.screen, PrivatePage):
                await drive.press("escape")
        assert drive.app.return_code in (None, 0)


async def test_the_ordinary_pages_are_the_same_with_and_without_the_erased(
    folder: Path, tmp_path: Path
) -> None:
    one_erased(folder)
    whole = tmp_path / "whole"
    store(whole, feedback=True)
    pages: list[list[str]] = []
    for one in (folder, whole):
        async with on_cohort(one) as drive:
            page = [drive.still()]
            await drive.press("escape")
            page.append(drive.still())
            pages.append(page)
    assert pages[0] == pages[1]
