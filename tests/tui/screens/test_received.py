"""What was handed over to a manager or a supervisor: Home, the private page, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.escalation_triggers import TRIGGERS
from cara_facilitate.domain.escalations import Status
from cara_facilitate.services import escalation, note, placement, receiving
from cara_facilitate.services import received as handed
from cara_facilitate.services.bootstrap import make_store, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.escalation_received import received
from cara_facilitate.services.rehearse import practice_time
from cara_facilitate.tui.private_app import ROOM_MODE_ON, TIMED_OUT
from cara_facilitate.tui.screens.closed import STILL
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.screens.lift import LiftScreen
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.screens.received import WAITING, ReceivedFromHome, ReceivedScreen
from cara_facilitate.tui.screens.received_handing import HandBackPage
from cara_facilitate.tui.screens.received_page import HandedReading, ManagersPage, ReceivedPage
from tests.services.circle import BETWEEN, Circle, circle, heard, meet
from tests.services.handing import another
from tests.services.test_referred import medium
from tests.tui.screens.driver import Drive, no_line_too_long, running

COHORT = "WY26A"
NOON = practice_time(BETWEEN, 12, 0)
SIZES = ((60, 20), (80, 24))


@contextmanager
def between(tmp_path: Path, **fields: object) -> Iterator[Circle]:
    """The four on a day between, the worker having heard somebody who is at high risk."""
    with circle(tmp_path) as four:
        four.tell_the_worker()
        four.hold_workshop_one()
        four.clocks(NOON)
        heard(four.worker, four.cohort, four.refs[0], **{"dash": "high", **fields})
        yield four


def managers(tmp_path: Path) -> Path:
    """A manager's store that was handed everything it may be; the reference behind it."""
    with between(tmp_path) as four:
        four.hand(four.worker, four.manager)
        four.hand(four.lead, four.manager)
    return tmp_path / "manager"


def supervisors(tmp_path: Path) -> Path:
    """A supervisor's store that was handed the note of workshop one and the figures."""
    with between(tmp_path) as four:
        note.write(four.lead, four.cohort, 1, tmp_path / "notes", ("txt",), by="F-LEAD1")
        four.hand(four.lead, four.supervisor)
        four.hand(four.worker, four.supervisor)
    return tmp_path / "supervisor"


def store_of(folder: Path, *roles: str) -> Path:
    """An empty practice store."""
    folder.mkdir(mode=0o700)
    set_practice_clock(folder, NOON)
    make_store(folder, "practice", "X-1", roles=roles, practice=True)[0].close()
    return folder


async def into(drive: Drive, *, seen: bool = False) -> None:
    """Through the gate."""
    await drive.press("enter")
    await drive.type("practice", "enter")
    await drive.press(*(() if seen else ("right",)), "enter")
    await drive.until("Room mode stays on." if seen else "Handed over")


def refs_in(text: str) -> bool:
    return f"{COHORT}-" in text


# Home.


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", ["manager", "supervisor"])
async def test_an_empty_store_says_what_to_do_first(
    folder: Path, role: str, size: tuple[int, int]
) -> None:
    store_of(folder, role)
    async with running(folder, size) as drive:
        words = drive.words()
        for step in ("cara id show", "cara id trust", "take in the file", "coverage figures"):
            assert step in words
        assert ("which you acknowledge" in words) == (role == "manager")
        assert ("supervision note" in words) == (role == "supervisor")
        assert no_line_too_long(drive.text(), size[0])
        await drive.press("enter")
        assert isinstance(drive.app.screen, ReceivedScreen)
        await drive.press("f2")
        assert "Nothing was handed over yet" in drive.words()


async def test_a_trainer_is_told_that_nothing_is_handed_over_to_one(folder: Path) -> None:
    store_of(folder, "trainer")
    async with running(folder) as drive:
        assert "Nothing is handed over to a trainer" in drive.words()
        await drive.press("c")
        assert isinstance(drive.app.screen, HomeScreen)
        assert "Press n to make one" in drive.words()
        await drive.press("escape")
        assert isinstance(drive.app.screen, ReceivedScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_cohort_is_one_line_of_what_was_handed_over_and_nothing_about_persons(
    folder: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    store = managers(tmp_path)
    async with running(store, size) as drive:
        assert WAITING in drive.words()
        assert "WY26A something for the manager, coverage figures, placement" in drive.words()
        text = drive.text()
        assert not refs_in(text)
        assert not any(trigger.words in text for trigger in TRIGGERS.values())
        assert "ES-" not in text
        assert no_line_too_long(text, size[0])


@pytest.mark.parametrize(
    ("roles", "offered"),
    [
        (("facilitator", "manager"), True),
        (("facilitator", "supervisor"), True),
        (("victim_worker", "manager"), True),
        (("facilitator",), False),
        (("facilitator", "victim_worker"), False),
    ],
)
async def test_whoever_does_other_work_too_has_one_key_more_on_home(
    folder: Path, roles: tuple[str, ...], offered: bool
) -> None:
    store_of(folder, *roles)
    async with running(folder) as drive:
        assert isinstance(drive.app.screen, HomeScreen)
        await drive.press("m")
        assert isinstance(drive.app.screen, ReceivedFromHome) == offered
        if offered:
            assert "Nothing has been handed over" in drive.words()
            await drive.press("escape")
            assert isinstance(drive.app.screen, HomeScreen)


async def test_a_hand_over_is_received_from_home(folder: Path, tmp_path: Path) -> None:
    with between(tmp_path) as four:
        path = four.write(four.worker, four.manager).path
    async with running(tmp_path / "manager") as drive:
        await drive.press("r")
        await drive.type(str(path), "enter")
        await drive.until("Take this in?")
        await drive.press("right", "enter")
        await drive.until("Taken in and saved: WY26A, from V-1.")
        assert "something for the manager" in drive.words()
        assert WAITING in drive.words()


# The way in.


async def test_who_may_be_seen_stays_out_and_a_wrong_passphrase_does_not_open(
    folder: Path, tmp_path: Path
) -> None:
    async with running(managers(tmp_path)) as drive:
        await into(drive, seen=True)
        assert isinstance(drive.app.screen, ReceivedScreen)
        await drive.press("enter")
        await drive.type("wrong", "enter")
        await drive.press("right", "enter")
        await drive.until("That passphrase does not open this store.")
        assert not isinstance(drive.app.screen, ReceivedPage)
        assert not refs_in(drive.text())


async def test_the_read_is_recorded_and_a_refused_one_is_not(folder: Path, tmp_path: Path) -> None:
    async with running(supervisors(tmp_path)) as drive:
        await into(drive, seen=True)
        await into(drive)
        drive.app.desk.flush(10)
        opened = [
            one
            for one in drive.app.desk.stream_events(f"{COHORT}/delivery")
            if isinstance(one, ev.PrivateViewOpened)
        ]
        assert [(one.view, one.facilitator) for one in opened] == [("received", "S-1")]


PAGES: dict[str, Callable[[handed.Opened], PrivatePage]] = {
    "page": ReceivedPage,
    "manager's page": ManagersPage,
    "back": lambda opened: HandBackPage(opened, "V-1"),
}


@pytest.mark.parametrize("name", PAGES)
async def test_no_page_shows_anything_in_room_mode(folder: Path, tmp_path: Path, name: str) -> None:
    async with running(managers(tmp_path)) as drive:
        opened = handed.open_received(drive.app.desk, COHORT, "practice")
        drive.app.push_screen(PAGES[name](opened))
        await drive.until(ROOM_MODE_ON)
        assert isinstance(drive.app.screen, ReceivedScreen)
        assert not refs_in(drive.text())


@pytest.mark.parametrize(
    "keys", [(), ("a",), ("a", "right", "enter"), ("end", "enter"), ("down", "d")]
)
async def test_the_curtain_closes_it_and_asks_the_passphrase(
    folder: Path, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with running(managers(tmp_path)) as drive:
        await into(drive)
        page = drive.app.screen
        assert isinstance(page, ManagersPage)
        opened = page._opened
        await drive.press(*keys)
        await drive.press("f9")
        assert drive.app.room_mode
        assert not any(isinstance(one, PrivatePage) for one in drive.app.screen_stack)
        assert not opened.duties and not opened.documents and not opened.judged
        await drive.press("enter")
        assert isinstance(drive.app.screen, LiftScreen)
        await drive.type("practice", "enter")
        await drive.until("Room mode is on again.")
        assert isinstance(drive.app.screen, ReceivedScreen)
        assert not refs_in(drive.text())


async def test_it_closes_by_itself_after_a_minute_and_at_the_lock(
    folder: Path, tmp_path: Path
) -> None:
    async with running(managers(tmp_path)) as drive:
        await into(drive)
        page = drive.app.screen
        assert isinstance(page, ReceivedPage)
        drive.seconds.at += 59
        page.look()
        await drive.settle()
        assert drive.app.screen is page
        drive.seconds.at += 2
        page.look()
        await drive.until(TIMED_OUT)
        drive.seconds.at += STILL
        await drive.press("escape")
        assert isinstance(drive.app.screen, ReceivedScreen)
        await into(drive)
        await drive.pilot.press("f10")
    assert not drive.app.is_open


# The manager.


@pytest.mark.parametrize("size", SIZES)
async def test_an_escalation_says_route_clock_and_what_never_to_do(
    folder: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(managers(tmp_path), size) as drive:
        await into(drive)
        words = drive.words()
        trigger = TRIGGERS["high_risk"]
        assert trigger.words in words
        assert "1. MARAC co-ordinator 2. IDVA service (every one of them)" in words
        assert "due by 23:59 today, 11 h" in words
        await drive.press("pagedown")
        assert trigger.never.split(". ")[-1] in drive.words()
        assert "ring them" in drive.words()
        assert no_line_too_long(drive.text(), size[0])


async def test_what_is_late_says_so(folder: Path, tmp_path: Path) -> None:
    store = managers(tmp_path)
    set_practice_clock(store, practice_time(BETWEEN.replace(day=BETWEEN.day + 1), 8, 0))
    async with running(store) as drive:
        await into(drive)
        assert "OVERDUE since 23:59 yesterday" in drive.words()


async def test_an_acknowledgement_is_asked_about_saved_and_travels_back(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "back"
    async with running(managers(tmp_path)) as drive:
        await into(drive)
        await drive.press("h")
        assert "Nothing is acknowledged yet" in drive.words()
        await drive.press("a", "enter")
        (one,) = received(drive.app.desk, COHORT)
        assert one.acknowledged_at is None, "the harmless answer stands ready"
        await drive.press("a")
        assert "cara handover WY26A --to V-1" in drive.words()
        await drive.press("right", "enter")
        await drive.until("Acknowledged and saved.")
        assert "(•) V-1, victim-contact worker" in drive.words()
        await drive.press("tab", *["backspace"] * len(str(Path.cwd())))
        await drive.type(str(out), "enter", "enter")
        await drive.until("Written:")
        assert "For V-1 alone: " in drive.words()
        assert "acknowledged escalations" in drive.words()
        await drive.press("escape")
        assert "acknowledged by M-1" in drive.words()
        await drive.press("a")
        assert "It is acknowledged already" in drive.words()
        await drive.press("escape")
        assert WAITING not in drive.words()
        assert "something for the manager" in drive.words()
    (path,) = out.iterdir()
    worker = open_desk(tmp_path / "worker", "practice")
    receiving.take_in(worker, receiving.open_file(worker, path))
    (told,) = escalation.every(worker, COHORT)
    worker.close()
    assert told.acknowledged_by == ("M-1",)
    assert told.status is not Status.CLOSED, "the MARAC and the IDVA are still to be told"


async def test_small_counts_are_told_to_the_supervisor_and_not_to_the_manager(
    folder: Path, tmp_path: Path
) -> None:
    with between(tmp_path) as four:
        for ref in four.refs[1:4]:
            heard(four.worker, four.cohort, ref)
        heard(four.worker, four.cohort, four.refs[4], outcome="declined")
        four.hand(four.worker, four.manager)
        four.hand(four.worker, four.supervisor)
    async with running(tmp_path / "manager") as drive:
        await into(drive)
        await drive.press("end")
        words = drive.words()
        assert "References on the roster 12" in words
        assert "Did not wish to speak not shown" in words
        assert "Heard: something was told not shown" in words, "five less four is one"
        assert "No contact recorded 7" in words
        assert "Agreed words held" not in words
    async with running(tmp_path / "supervisor") as drive:
        await into(drive)
        await drive.press("enter")
        words = drive.words()
        assert "Did not wish to speak 1" in words and "No contact recorded 7" in words
        await drive.press("pagedown")
        words = drive.words()
        assert "Themes: none." in words and "Agreed words held by the worker 0" in words
        assert no_line_too_long(drive.text(), 80)


async def test_what_is_referred_is_decided_shown_as_decided_and_travels_back(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "back"
    with between(tmp_path) as four:
        medium(four)
        four.hand(four.lead, four.manager)
        with another(four, "F-9", "facilitator") as stranger:
            meet(four.manager, stranger)
    async with running(tmp_path / "manager") as drive:
        await into(drive)
        while "REFER  WY-2" not in drive.text():
            await drive.press("down")
        assert "yours to decide" in drive.words()
        await drive.press("h")
        assert "not decided yet" in drive.words()
        await drive.press("d")
        assert "(•) Not to go ahead" in drive.words()
        await drive.press("enter", "tab", "enter")
        assert "Please say why" in drive.words()
        await drive.type("police were asked", "enter", "enter")
        await drive.until("Decided and saved.")
        assert "(•) F-LEAD1, facilitator" in drive.words()
        assert "F-9" not in drive.words(), "not named in the placement"
        await drive.press("tab", *["backspace"] * len(str(Path.cwd())))
        await drive.type(str(out), "enter", "enter")
        await drive.until("Written:")
        assert "what the manager decided" in drive.words()
        await drive.press("escape")
        assert "decided by M-1 on" in drive.words()
        assert "police were asked" not in drive.words()
    (path,) = out.iterdir()
    lead = open_desk(tmp_path / "lead", "practice")
    receiving.take_in(lead, receiving.open_file(lead, path))
    told = placement.decisions(lead, COHORT)["WY-2"]
    lead.close()
    assert (told.who, told.go_ahead) == ("M-1", False)


async def test_decide_says_what_it_is_for_where_nothing_is_referred(
    folder: Path, tmp_path: Path
) -> None:
    async with running(managers(tmp_path)) as drive:
        await into(drive)
        await drive.press("d")
        assert "REFER" in drive.words() or "Nothing of this cohort is referred" in drive.words()


async def test_the_managers_findings_are_read_in_full(folder: Path, tmp_path: Path) -> None:
    async with running(managers(tmp_path)) as drive:
        await into(drive)
        await drive.press("end")
        await drive.press("enter")
        assert isinstance(drive.app.screen, HandedReading)
        assert "PASS CARA-1" in drive.words()
        assert "Rests on:" in drive.words()
        await drive.press("escape")
        assert isinstance(drive.app.screen, ReceivedPage)


# The supervisor.


@pytest.mark.parametrize("size", SIZES)
async def test_a_note_is_read_exactly_as_it_was_written(
    folder: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    store = supervisors(tmp_path)
    (path,) = (tmp_path / "notes").iterdir()
    async with running(store, size) as drive:
        assert "WY26A note of workshop 1, coverage figures" in drive.words()
        await into(drive)
        await drive.press("enter")
        page = drive.app.screen
        assert isinstance(page, HandedReading)
        seen: list[str] = []
        for _ in range(200):
            lines = [line.strip() for line in drive.text().splitlines()[2:-2]]
            seen += [line for line in lines if line]
            before = page.query_one(".body").scroll_y
            await drive.press("pagedown")
            if page.query_one(".body").scroll_y == before:
                break
        words = {word for line in seen for word in line.split()}
        missing = set(path.read_text().split()) - words
        assert not {word for word in missing if len(word) < 40}
        assert no_line_too_long(drive.text(), size[0])


async def test_markup_and_control_characters_in_a_note_are_shown_and_never_obeyed(
    folder: Path, tmp_path: Path
) -> None:
    store = supervisors(tmp_path)
    desk = open_desk(store, "practice")
    name = "note-WY26A-w2-7K3M.txt"
    text = "[bold red]Plain[/] \x1b[31mwords\u202e and no more"
    given = ev.DocumentReceived("0" * 32, "note", name, text, "F-LEAD1", desk.clock.now())
    desk.record(COHORT, [given], wait=True)
    desk.close()
    async with running(store) as drive:
        assert "note of workshop 1, note of workshop 2" in drive.words()
        await into(drive)
        await drive.press("down", "enter")
        assert "[bold red]Plain[/]" in drive.text()
        assert "\x1b" not in drive.text() and "\u202e" not in drive.text()


async def test_a_supervisor_has_no_key_for_escalations_and_is_handed_none(
    folder: Path, tmp_path: Path
) -> None:
    async with running(supervisors(tmp_path)) as drive:
        assert WAITING not in drive.words()
        await into(drive)
        await drive.press("a", "h")
        assert isinstance(drive.app.screen, ReceivedPage)
        assert "ES-" not in drive.text() and not refs_in(drive.text())


async def test_a_facilitator_who_manages_too_sees_only_what_others_handed_over(
    folder: Path, tmp_path: Path
) -> None:
    """Their own cohort stands on Home; the other one, handed over, behind ``m``."""
    own = store_of(folder, "facilitator", "manager")
    with circle(tmp_path) as four:
        four.clocks(NOON)
        mine = open_desk(own, "practice")
        meet(mine, four.lead)
        meet(four.lead, mine)
        receiving.take_in(mine, receiving.open_file(mine, four.write(four.lead, mine).path))
        mine.close()
    async with running(own) as drive:
        assert COHORT not in drive.text()
        await drive.press("m")
        assert "WY26A placement" in drive.words()
        await into(drive)
        await drive.press("escape")
        assert isinstance(drive.app.screen, ReceivedFromHome)
