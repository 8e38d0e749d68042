"""No word of the worker's casework is on an ordinary screen, in a file, a log or a crash."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from textual.widgets import Input

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import escalation
from cara_facilitate.services.bootstrap import HOUSE, feedback_key, open_desk
from cara_facilitate.services.case_drafts import standing
from cara_facilitate.tui.app import CaraApp
from cara_facilitate.tui.private_app import ROOM_MODE_ON
from cara_facilitate.tui.screens.caseload import CaseloadScreen
from cara_facilitate.tui.screens.casework import CaseworkScreen
from cara_facilitate.tui.screens.casework_escalations import EscalationsPage
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from cara_facilitate.tui.screens.casework_page import CaseworkPage
from cara_facilitate.tui.screens.curtain import SENTENCE
from cara_facilitate.tui.screens.lift import LiftScreen
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.widgets.forms import Line
from cara_facilitate.tui.widgets.paragraph import Paragraph
from tests.tui.screens.casework_driver import (
    COHORT,
    REFS,
    heard,
    in_casework,
    into_casework,
    keep,
    told,
    worker_desk,
    worker_store,
)
from tests.tui.screens.driver import Drive, running

CANARY = "zq-V-CASE-K7QX4M"
ROOM_SIZES = ((60, 20), (80, 24), (130, 40))
ORDINARY = ((), ("r",), ("i",), ("question_mark",), ("ctrl+q",), ("enter",))
"""From the caseload: itself, receiving, its owner's card, help, the question before quitting, the
gate."""
CRASH_APP = Path(__file__).with_name("casework_crash_app.py")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store goes."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path / "store"


def files_with(folder: Path, word: str) -> list[str]:
    """The files under a folder that hold a word in the clear."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and word.encode() in path.read_bytes()
    ]


def plain(value: object) -> Iterator[str]:
    """Every text in a value, protected ones revealed."""
    if isinstance(value, Protected):
        yield value.reveal()
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from plain(one)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from plain(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from plain(getattr(value, name))


def events_with(app: CaraApp, word: str) -> dict[str, list[str]]:
    """Kinds of events that hold a word, by stream, opened with every key there is."""
    desk = app.desk
    desk.flush(10)
    key = feedback_key(desk.folder, "practice")
    streams = {f"{COHORT}/{one}": desk.sealed(COHORT, one) for one in ("register", "risk")}
    streams[f"{COHORT}/casework"] = desk.sealed(COHORT, "casework", key)
    for stream in (f"{COHORT}/delivery", f"{COHORT}/review", f"{HOUSE}/delivery"):
        streams[stream] = desk.stream_events(stream)
    found = {
        stream: [one.TYPE for one in events if any(word in text for text in plain(one))]
        for stream, events in streams.items()
    }
    return {stream: kinds for stream, kinds in found.items() if kinds}


async def ordinary_screens(drive: Drive) -> list[str]:
    """What every ordinary screen of the worker's app shows, from the caseload."""
    shown = []
    for keys in ORDINARY:
        await drive.press(*keys)
        shown.append(drive.text() + (drive.app.title or "") + (drive.app.sub_title or ""))
        if keys:
            await drive.press("escape")
        assert isinstance(drive.app.screen, CaseloadScreen)
    await drive.press("f9")
    shown.append(drive.text())
    return shown


async def type_everywhere(drive: Drive) -> int:
    """Type the canary into every field in front that takes words; how many there were."""
    fields = [one for one in drive.app.screen.query("*") if isinstance(one, (Line, Paragraph))]
    for number, field in enumerate(fields):
        said = f"{CANARY} {number:02d}"
        if isinstance(field, Input):
            field.value = said
        elif isinstance(field, Paragraph):
            field.put(said)
    await drive.settle()
    return len(fields)


async def test_what_is_half_typed_is_on_no_ordinary_screen_and_lies_sealed_alone(
    folder: Path,
) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("enter")
        assert await type_everywhere(drive) >= 9
        assert CANARY in drive.text(), "the control: the form itself shows it"
        await drive.press("escape")
        assert CANARY not in drive.text()
        await drive.press("escape")
        shown = await ordinary_screens(drive)
        assert not [one for one in shown if CANARY in one]
        assert CANARY not in repr(drive.app.drafts)
        assert events_with(drive.app, CANARY) == {f"{COHORT}/casework": ["casework.drafted"]}
        await drive.press("enter")
        await into_casework(drive)
        await drive.press("enter", "f6", "right", "enter")
        await drive.until("Discarded: what was typed is erased.")
        assert events_with(drive.app, CANARY) == {}
    assert files_with(folder, CANARY) == []
    (folder / "planted").write_text(CANARY)
    assert files_with(folder, CANARY) == ["planted"], "the control: the scanner sees one"


async def test_what_is_saved_lies_sealed_and_nowhere_else(folder: Path) -> None:
    desk = worker_desk(folder)
    told(desk)
    words = Protected(CANARY)
    record = heard(desk, REFS[0], level=Level.L1, summary=words, dash_rationale=words)
    keep(desk, record)
    escalation.raise_escalation(desk, COHORT, REFS[0], "rearrest", words=words)
    desk.close()
    async with running(folder) as drive:
        shown = await ordinary_screens(drive)
        assert not [one for one in shown if CANARY in one]
        assert not [one for one in shown if any(ref in one for ref in REFS)]
        await drive.press("enter")
        assert set(events_with(drive.app, CANARY)) == {f"{COHORT}/casework"}
    assert files_with(folder, CANARY) == []


@pytest.mark.parametrize("size", ROOM_SIZES)
async def test_the_caseload_is_the_same_whatever_was_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    spoken: dict[str, object] = {"level": Level.L1, "summary": Protected(CANARY)}
    seen = []
    for number, records in enumerate(((), (spoken, spoken, spoken))):
        folder = tmp_path / f"store-{number}"
        worker_store(folder, *records)
        async with running(folder, size) as drive:
            seen.append(drive.still())
    assert seen[0] == seen[1]


async def test_a_page_reached_in_room_mode_shows_nothing_and_closes(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected(CANARY)})
    async with in_casework(folder) as drive:
        page = drive.app.screen
        assert isinstance(page, CaseworkScreen)
        file = page._file
        record = file.work.of(REFS[0])[0]
        for make in (
            lambda: CaseworkForm(file, record, is_new=False),
            lambda: EscalationsPage(file),
        ):
            drive.app.room_mode = True
            drive.app.push_screen(make())
            await drive.until(ROOM_MODE_ON)
            assert isinstance(drive.app.screen, CaseloadScreen)
            assert CANARY not in drive.text()


PAGES = {
    "list": (),
    "form": ("enter",),
    "attempt": ("a",),
    "check word": ("k",),
    "escalations": ("e",),
    "override": ("e", "v"),
    "extract": ("x",),
}


@pytest.mark.parametrize("place", PAGES)
async def test_the_curtain_covers_every_page_closes_it_and_asks_the_passphrase(
    folder: Path, place: str
) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected(CANARY), "dash": "high"})
    async with in_casework(folder) as drive:
        await drive.press(*PAGES[place])
        assert isinstance(drive.app.screen, CaseworkPage)
        await drive.press("f9")
        assert drive.words().split(" ", 1)[1] == SENTENCE
        assert not any(isinstance(one, PrivatePage) for one in drive.app.screen_stack)
        assert drive.app.room_mode
        await drive.press("enter")
        assert isinstance(drive.app.screen, LiftScreen)
        await drive.type("practice", "enter")
        await drive.until("Room mode is on again.")
        assert isinstance(drive.app.screen, CaseloadScreen)


async def test_closing_drops_every_record_and_empties_every_field(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected(CANARY)})
    async with in_casework(folder) as drive:
        page = drive.app.screen
        assert isinstance(page, CaseworkScreen)
        file = page._file
        await drive.press("enter")
        form = drive.app.screen
        assert isinstance(form, CaseworkForm)
        assert CANARY in form.typed()["summary"]
        drive.seconds.at += form.IDLE + 1
        form.look()
        await drive.until("Closed after a while")
        assert not file.work.records
        assert not file.work.versions
        assert not file.work.check_words
        assert CANARY not in "".join(form.typed().values())
        assert not drive.app.drafts, "nothing was typed: there is nothing to keep"


async def test_the_opening_is_recorded_and_never_what_was_read(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected(CANARY)})
    async with running(folder) as drive:
        await into_casework(drive)
        await drive.press("enter", "escape", "e", "escape")
        drive.app.desk.flush(10)
        events = drive.app.desk.stream_events(f"{COHORT}/delivery")
        opened = [one for one in events if isinstance(one, ev.PrivateViewOpened)]
        assert [(one.view, one.facilitator) for one in opened] == [("casework", "V-WORK1")]
        assert CANARY not in "".join(str(asdict(one)) for one in opened)


def test_a_crash_in_the_form_shows_and_keeps_no_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker_store(folder)
    monkeypatch.setenv("CARA_HOME", str(folder))
    with Terminal(command=[sys.executable, str(CRASH_APP)], keep_raw=True, size=(80, 24),
                  environment=dict(os.environ)) as terminal:  # fmt: skip
        terminal.wait_for("Passphrase")
        terminal.type("practice")
        terminal.press("enter")
        terminal.wait_for("days left")
        terminal.press("enter")
        terminal.wait_for("Can anyone else see this screen?")
        terminal.type("practice")
        for key in ("enter", "right", "enter"):
            terminal.press(key)
        terminal.wait_for("Reference")
        terminal.press("enter")
        terminal.wait_for("How to reach them")
        terminal.type(CANARY)
        terminal.wait_for(CANARY)
        before = len(terminal.raw)
        terminal.type("\x1b[24~")
        assert terminal.wait_exit(20) == 70
        after = terminal.raw[before:]
    assert b"The app stopped" in after
    assert CANARY.encode() not in after
    reports = list((folder / "reports").iterdir())
    assert reports
    assert files_with(folder, CANARY) == []
    desk = open_desk(folder, "practice")
    try:
        kept = standing(desk, COHORT, feedback_key(folder, "practice"))
        assert [draft.values["how"].reveal() for draft in kept.drafts.values()] == [CANARY]
    finally:
        desk.close()
