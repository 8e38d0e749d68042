"""The casework page: a line a reference, and what a worker does from there by keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain.casework import SafeContact
from cara_facilitate.domain.contact_window import parse
from cara_facilitate.domain.feedback_rows import COLUMNS, Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import casework, people
from cara_facilitate.services.bootstrap import feedback_key
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.screens.casework import CaseworkScreen
from cara_facilitate.tui.screens.casework_attempt import AttemptPage
from cara_facilitate.tui.screens.casework_form import CaseworkForm
from tests.tui.screens.casework_driver import (
    COHORT,
    NOW,
    REFS,
    heard,
    in_casework,
    keep,
    newest,
    told,
    worker_desk,
    worker_store,
)
from tests.tui.screens.driver import Drive, fresh, no_line_too_long

SIZES = ((60, 20), (80, 24), (130, 40))


def lines_of(drive: Drive, ref: str) -> str:
    return next(line for line in drive.text().splitlines() if ref in line)


@pytest.mark.parametrize("size", SIZES)
async def test_a_line_says_who_is_to_be_told_what_was_tried_and_what_stands(
    folder: Path, size: tuple[int, int]
) -> None:
    worker_store(folder, {}, {"negative": ("retaliation",)})
    async with in_casework(folder, size) as drive:
        first, second, third = (lines_of(drive, ref) for ref in REFS)
        assert "told" in first
        assert "05 Dec" in first
        assert "completed" in first
        assert "ESCALATION" not in first
        assert "ESCALATION" in second
        assert "no record" in third
        assert "to be told" in third or "ask" in third
        assert "seat" not in drive.words().lower()
        assert no_line_too_long(drive.text(), size[0])


async def test_the_check_word_told_by_voice_is_typed_in(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("down", "down", "k")
        assert REFS[2] in drive.words()
        await drive.type("Not9", "enter")
        assert "4 to 8 small letters" in drive.words()
        await drive.press("backspace", "backspace", "backspace", "backspace")
        await drive.type("willow", "enter")
        await drive.until(f"The check word of {REFS[2]} is saved.")
        assert "to be told" not in drive.text()
        assert "willow" not in drive.text()


async def test_an_attempt_is_noted_in_five_keys_and_says_what_it_makes_of_the_contact(
    folder: Path,
) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("a")
        assert "NO voicemail, NO texts" in drive.words()
        assert "then counts as: unreachable" in drive.words()
        await drive.press("enter", "enter", "enter", "enter")
        await drive.until("Attempt saved, version 1.")
        assert "unreachable" in lines_of(drive, REFS[0])
        await drive.press("a", "enter", "d")
        assert "then counts as: declined" in drive.words()
        await drive.press("enter", "enter", "enter")
        await drive.until("Attempt saved, version 2.")
        record = newest(drive.app.desk, REFS[0])
        assert [one.outcome for one in record.attempts] == ["no_answer", "declined"]
        assert record.outcome == "declined"


async def test_an_attempt_later_on_never_makes_less_of_what_was_heard_or_unsafe(
    folder: Path,
) -> None:
    worker_store(folder, {"outcome": "unsafe"}, {})
    async with in_casework(folder) as drive:
        for said in ("unsafe", "completed"):
            await drive.press("a")
            assert f"then counts as: {said}" in drive.words()
            await drive.press("escape", "down")


async def test_what_was_not_allowed_is_refused_beside_the_question(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("a", "enter", "m", "enter", "enter", "enter")
        assert "no message without leave for voicemail" in drive.words()
        assert isinstance(drive.app.screen, AttemptPage)


async def test_a_conversation_leads_on_to_the_form_with_the_attempt_in_it(folder: Path) -> None:
    worker_store(folder)
    async with in_casework(folder) as drive:
        await drive.press("a", "enter", "s", "enter", "enter", "enter")
        assert isinstance(drive.app.screen, CaseworkForm)
        assert "telephone: spoken" in drive.words()


async def test_the_safe_way_stands_where_the_next_attempt_is_made(folder: Path) -> None:
    safe = SafeContact(
        how=Protected("the blue number"), days=Protected("weekdays"), voicemail=True,
        last_checked=NOW.date(),
    )  # fmt: skip
    worker_store(folder, {"safe_contact": safe})
    async with in_casework(folder) as drive:
        await drive.press("a")
        assert "Safe contact: the blue number; weekdays voicemail allowed" in drive.words()


async def test_withdrawing_asks_first_and_says_what_must_follow(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected("made-up words")})
    async with in_casework(folder) as drive:
        await drive.press("w")
        assert "the session laptop" in drive.words()
        await drive.press("enter")
        assert not newest(drive.app.desk, REFS[0]).withdrawn
        await drive.press("w", "right", "enter")
        await drive.until("The session laptop keeps the words it has until a new extract")
        record = newest(drive.app.desk, REFS[0])
        assert record.withdrawn
        assert not record.summary
        assert "withdrawn" in lines_of(drive, REFS[0])
        await drive.press("w")
        assert "withdrawn already" in drive.words()


async def test_a_second_person_harmed_gets_a_record_of_their_own(folder: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("down", "plus")
        assert "The first person has no record yet" in drive.words()
        await drive.press("up", "plus", "pagedown", "pagedown", "tab")
        await drive.type("Nobody to ask yet", "f5")
        await drive.until("Saved as version 1.")
        assert "person 2" in drive.text()
        with casework.open_casework(
            drive.app.desk, COHORT, feedback_key(drive.app.desk.folder, "practice")
        ) as work:
            ids = [record.feedback_id for record in work.of(REFS[0])]
        assert len(set(ids)) == 2


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_is_read_from_top_to_bottom_by_the_arrows(
    folder: Path, size: tuple[int, int]
) -> None:
    from cara_facilitate.domain.reading_card import card_text

    worker_store(folder)
    async with in_casework(folder, size) as drive:
        await drive.press("c")
        last = card_text().split()[-1]
        for _ in range(30):
            await drive.press("pagedown")
        assert last in drive.words()
        await drive.press("escape")
        assert isinstance(drive.app.screen, CaseworkScreen)


async def test_what_was_told_back_is_shown_in_words(folder: Path) -> None:
    from cara_facilitate.domain import events as ev

    desk = worker_desk(folder)
    told(desk)
    record = heard(desk, REFS[0])
    keep(desk, record)
    at = desk.clock.now()
    desk.record(
        COHORT,
        [ev.CaseOutcome(REFS[0], record.feedback_id, "not_used", "F-LEAD1", at)],
        wait=True,
    )
    desk.close()
    async with in_casework(folder) as drive:
        assert "Told back: not used." in drive.words()
        await drive.press("o")
        assert f"{REFS[0]} not used, told by F-LEAD1" in drive.words()


def all_told(folder: Path, trusting: Path | None = None) -> str:
    """A worker's store with every check word and one summary; perhaps a trusted facilitator."""
    desk = worker_desk(folder)
    told(desk)
    casework.set_check_word(desk, COHORT, REFS[2], "willow")
    keep(desk, replace(heard(desk, REFS[0]), level=Level.L1, summary=Protected("made-up words")))
    staff = ""
    if trusting is not None:
        theirs = fresh(trusting).desk
        other = people.me(theirs)
        people.trust(desk, other.card(), other.fingerprint())
        staff = other.staff
        theirs.close()
    desk.close()
    return staff


async def type_folder(drive: Drive, out: Path) -> None:
    await drive.press("tab", "end", "ctrl+u")
    await drive.type(str(out), "enter", "enter")


async def test_a_plain_csv_is_written_only_after_a_warning(folder: Path, tmp_path: Path) -> None:
    all_told(folder)
    out = tmp_path / "out"
    async with in_casework(folder) as drive:
        await drive.press("x")
        assert "Nobody is trusted here yet" in drive.words()
        await type_folder(drive, out)
        await drive.until("Write the extract as plain CSV?")
        assert "not encrypted" in drive.words()
        await drive.press("enter")
        assert not out.exists()
        await drive.press("enter", "right", "enter")
        await drive.until("Written:")
        await drive.until("3 rows for 3 people: say this number by telephone")
    (path,) = out.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    text = path.read_text("utf-8")
    assert text.splitlines()[0].split(",") == list(COLUMNS)
    assert all(ref in text for ref in REFS)
    assert "made-up words" in text


async def test_a_hand_over_goes_to_a_trusted_facilitator_and_shows_no_word(
    folder: Path, tmp_path: Path
) -> None:
    staff = all_told(folder, tmp_path / "facilitator")
    out = tmp_path / "out"
    async with in_casework(folder) as drive:
        await drive.press("x")
        assert f"{staff}, facilitator" in drive.words()
        await type_folder(drive, out)
        await drive.until("Written:")
    (path,) = out.iterdir()
    assert path.suffix == ".handover"
    assert b"made-up" not in path.read_bytes()


async def test_no_extract_without_every_check_word(folder: Path, tmp_path: Path) -> None:
    worker_store(folder, {})
    async with in_casework(folder) as drive:
        await drive.press("x")
        await type_folder(drive, tmp_path / "out")
        await drive.press("right", "enter")
        await drive.until(f"The check word of {REFS[2]} is not known here.")
    assert not (tmp_path / "out").exists()


def helped(page: object) -> Sequence[str]:
    assert isinstance(page, KeyedScreen)
    return [f"{key.caps()} {key.help}" for key in page.KEYS]


async def test_help_names_every_key_of_every_page(folder: Path) -> None:
    worker_store(folder, {"dash": "high"})
    async with in_casework(folder, (130, 60)) as drive:
        for keys in ((), ("enter",), ("a",), ("k",), ("e",), ("e", "v"), ("e", "n"), ("x",)):
            await drive.press(*keys)
            wanted = helped(drive.app.screen)
            await drive.press("f1")
            words = drive.words()
            assert all(one in words for one in wanted)
            await drive.press("escape", *("escape",) * len(keys))
            assert isinstance(drive.app.screen, CaseworkScreen)


async def test_the_line_says_that_a_second_persons_stricter_level_governs(folder: Path) -> None:
    worker_store(folder, {"level": Level.L1, "summary": Protected("made-up words")})
    async with in_casework(folder) as drive:
        assert "governs" not in drive.words()
        desk = drive.app.desk
        blank = casework.blank_record(desk, COHORT, REFS[0], another=True)
        keep(desk, replace(heard(desk, REFS[0]), feedback_id=blank.feedback_id))
    async with in_casework(folder) as drive:
        assert "L0 governs" in lines_of(drive, REFS[0])
        assert "the strictest level governs: L0." in drive.words()


async def test_an_attempt_outside_what_was_agreed_is_asked_why(folder: Path) -> None:
    safe = SafeContact(
        last_checked=NOW.date(), windows=parse("daily 9-12") or (),
        agreed_at=NOW - timedelta(days=2),
    )  # fmt: skip
    worker_store(folder, {"safe_contact": safe})
    async with in_casework(folder) as drive:
        await drive.press("a")
        assert "Now is OUTSIDE the agreed days and hours." in drive.words()
        assert "daily" not in drive.words() and "mon-sun 09:00-12:00" in drive.words()
        await drive.press("tab", "tab")
        await drive.type("10:12")
        assert "Outside those hours" not in drive.words()
        await drive.press(*["backspace"] * 5, "tab", "tab", "enter")
        assert "This attempt was outside the agreed days and hours" in drive.words()
        await drive.press("right", "right", "right", "tab", "enter")
        await drive.until("Attempt saved, version 2.")
        assert newest(drive.app.desk, REFS[0]).attempts[-1].why == "emergency"
