"""The worker's Home: cohorts and dates only, the one banner, receiving, and the gate."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain.escalations import BANNER
from cara_facilitate.errors import Refusal
from cara_facilitate.services import escalation, handover, people
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key
from cara_facilitate.services.cohorts import new
from cara_facilitate.services.rehearse import PINS, practice_plan
from cara_facilitate.tui.private_app import ROOM_MODE_ON
from cara_facilitate.tui.screens.caseload import CaseloadScreen, SharedHome, contacts_words
from cara_facilitate.tui.screens.casework import CaseworkScreen
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from cara_facilitate.tui.screens.casework_gate import CaseworkGate
from cara_facilitate.tui.screens.home import HomeScreen
from cara_facilitate.tui.widgets.paths import PathSuggester
from tests.tui.screens.casework_driver import (
    COHORT,
    REFS,
    W1,
    W2,
    into_casework,
    told,
    worker_desk,
    worker_store,
)
from tests.tui.screens.driver import fresh, running

SIZES = ((60, 20), (80, 24), (130, 40))


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_caseload_says_what_to_do(folder: Path, size: tuple[int, int]) -> None:
    worker_desk(folder).close()
    async with running(folder, size) as drive:
        words = drive.words()
        assert isinstance(drive.app.screen, CaseloadScreen)
        for step in ("i shows your card", "cara id trust", "takes in the hand-over"):
            assert step in words
        await drive.press("f2")
        assert "There is no cohort yet" in drive.words()
        await drive.press("i")
        own = people.me(drive.app.desk)
        assert own.fingerprint() in drive.words()
        assert own.card().replace(" ", "") in drive.words().replace(" ", "")
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseloadScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_a_cohort_is_one_line_of_dates_and_nothing_about_persons(
    folder: Path, size: tuple[int, int]
) -> None:
    worker_store(folder, {})
    async with running(folder, size) as drive:
        assert "WY26A Sat 28 Nov 2026 Sat 26 Dec 2026 18 days left" in drive.words()
        assert not any(ref in drive.text() for ref in REFS)
        assert BANNER not in drive.words()


async def test_one_banner_stands_while_an_escalation_is_to_be_handed_over(folder: Path) -> None:
    worker_store(folder, {"negative": ("retaliation",)}, {"children": "immediate"})
    async with running(folder) as drive:
        assert drive.words().count(BANNER) == 1
        desk = drive.app.desk
        key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
        about = {one.escalation.id: one for one in escalation.described(desk, COHORT, key)}
        for one in escalation.standing(desk, COHORT):
            to = about[one.id].trigger.route[0]
            escalation.hand_over(desk, COHORT, one.id, key=key, to=to, told_at=desk.clock.now())
            escalation.acknowledge(desk, COHORT, one.id, who=to)
        await drive.press("r", "escape")
        assert BANNER not in drive.words()


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (W1 - timedelta(days=1), "from Sat 28 Nov on, after workshop one"),
        (W1, "from Sat 28 Nov on, after workshop one"),
        (W1 + timedelta(days=1), "27 days left"),
        (W2 - timedelta(days=1), "1 day left"),
        (W2, "workshop two is today"),
        (W2 + timedelta(days=1), "the pair is over"),
    ],
)
def test_days_left_count_to_the_eve_of_workshop_two(today: date, said: str) -> None:
    assert contacts_words(W1, W2, today) == said


@pytest.mark.parametrize("key", ["enter", "f2"])
async def test_the_gate_wants_the_passphrase_and_an_unseen_screen(folder: Path, key: str) -> None:
    worker_store(folder)
    async with running(folder) as drive:
        await drive.press(key)
        assert isinstance(drive.app.screen, CaseworkGate)
        assert "Room mode" in drive.text().splitlines()[0]
        await drive.type("not the passphrase", "enter")
        await drive.press("right", "enter")
        await drive.until("does not open")
        await drive.type("practice", "enter")
        await drive.press("enter")
        assert drive.app.room_mode, "a wrong passphrase puts the harmless answer back"
        assert "Room mode stays on." in drive.words()
        await into_casework(drive)
        assert isinstance(drive.app.screen, CaseworkScreen)
        assert "PRIVATE" in drive.text().splitlines()[0]


async def test_somebody_with_other_work_too_reaches_the_caseload_by_a_key(folder: Path) -> None:
    desk = worker_desk(folder, roles=("manager", "victim_worker"))
    told(desk)
    desk.close()
    async with running(folder) as drive:
        assert isinstance(drive.app.screen, SharedHome)
        assert "k Casework" in drive.text()
        await drive.press("k")
        assert isinstance(drive.app.screen, CaseloadScreen)
        await into_casework(drive)
        await drive.press("escape", "escape")
        assert isinstance(drive.app.screen, HomeScreen)


async def test_a_facilitators_home_has_no_such_key(folder: Path) -> None:
    fresh(folder).desk.close()
    async with running(folder) as drive:
        assert type(drive.app.screen) is HomeScreen
        await drive.press("k")
        assert type(drive.app.screen) is HomeScreen
        await drive.press("question_mark")
        assert "Casework" not in drive.words()


async def test_the_app_can_start_at_a_references_form_past_the_gate(folder: Path) -> None:
    refs = worker_store(folder)
    async with running(folder, start=f"{COHORT}/{refs[1]}") as drive:
        assert isinstance(drive.app.screen, CaseworkGate)
        await drive.type("practice", "enter")
        await drive.press("right", "enter")
        await drive.until("New record, version 1.")
        assert isinstance(drive.app.screen, CaseworkForm)
        assert refs[1] in drive.text().splitlines()[0]


@pytest.mark.parametrize("worker", [True, False])
async def test_a_start_at_casework_that_is_not_here_says_so(folder: Path, worker: bool) -> None:
    (worker_desk(folder) if worker else fresh(folder).desk).close()
    async with running(folder, start="LE26B") as drive:
        told = "This store's worker was not told of" if worker else "no victim-contact worker's"
        await drive.until(told)
        await drive.until("no casework to open.")
        kind = CaseloadScreen if worker else HomeScreen
        assert isinstance(drive.app.screen, kind)


async def test_private_views_of_facilitators_stay_shut_here(folder: Path) -> None:
    worker_store(folder)
    async with running(folder) as drive:
        drive.app.open_private("briefing")
        await drive.settle()
        assert ROOM_MODE_ON in drive.words()
        assert isinstance(drive.app.screen, CaseloadScreen)


def handed(tmp_path: Path, folder: Path) -> Path:
    """A facilitator's hand-over for the worker of ``folder``, each trusting the other."""
    theirs_folder = tmp_path / "facilitator"
    theirs_folder.mkdir(mode=0o700)
    theirs = fresh(theirs_folder / "store").desk
    mine = worker_desk(folder)
    for one, other in ((mine, theirs), (theirs, mine)):
        card = people.me(other)
        people.trust(one, card.card(), card.fingerprint())
    cohort = theirs.cohorts()[0].cohort
    written = handover.write(theirs, cohort, mine.owner, tmp_path / "out")
    theirs.close()
    mine.close()
    return written.path


async def test_a_hand_over_is_taken_in_after_asking(folder: Path, tmp_path: Path) -> None:
    path = handed(tmp_path, folder)
    async with running(folder) as drive:
        await drive.press("r")
        await drive.type(str(path), "enter")
        await drive.until("Take this in?")
        assert "From F-LEAD1, about WY26A" in drive.words()
        await drive.press("enter")
        await drive.press("escape")
        assert "No cohort has been told" in drive.words()
        await drive.press("r")
        await drive.type(str(path), "enter")
        await drive.until("Take this in?")
        await drive.press("right", "enter")
        await drive.until("Taken in and saved: WY26A, from F-LEAD1.")
        assert "WY26A Sat 28 Nov 2026" in drive.words()


async def test_a_file_that_is_no_hand_over_is_refused_beside_the_field(
    folder: Path, tmp_path: Path
) -> None:
    worker_desk(folder).close()
    stray = tmp_path / "stray.handover"
    stray.write_text("nothing of ours")
    async with running(folder) as drive:
        await drive.press("r")
        await drive.type(str(stray), "enter")
        await drive.until("not a hand-over")
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseloadScreen)


async def test_a_path_is_completed_to_hand_overs_and_folders_only(tmp_path: Path) -> None:
    for name in ("cara-A.csv", "cara-B.handover"):
        (tmp_path / name).touch()
    (tmp_path / "more").mkdir()
    suggest = PathSuggester((".handover",)).get_suggestion
    assert await suggest(f"{tmp_path}/ca") == f"{tmp_path}/cara-B.handover"
    assert await suggest(f"{tmp_path}/m") == f"{tmp_path}/more/"
    assert await suggest(f"{tmp_path}/none") is None
    assert await suggest("") is None


def test_a_store_delivers_a_cohort_or_contacts_its_victims_never_both(folder: Path) -> None:
    desk = worker_desk(folder, roles=("facilitator", "victim_worker"))
    told(desk)
    with pytest.raises(Refusal, match="victim contacts"):
        new(desk, practice_plan(W1), PINS)
    desk.close()
