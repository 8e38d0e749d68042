"""The briefing: the cue first, words only where the level allows, one seat a page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import deliver, feedback_speaker, feedback_use, prepare
from cara_facilitate.services.brief_plan import AS_PLANNED, ASKED, FOR_EVERYONE, Strengthen
from cara_facilitate.services.briefing import (
    CUE_WORDS,
    LEVEL_WORDS,
    STOCK_LINE,
    BriefItem,
    BriefSeat,
)
from cara_facilitate.services.rehearse import Practice, practice_time
from cara_facilitate.tui.screens.brief_plan import plan_lines
from cara_facilitate.tui.screens.brief_seat import (
    NOBODY_SAYS,
    NOTHING,
    OTHER_SAYS,
    SEALED,
    YOU_SAY,
    cue_line,
    seat_lines,
)
from cara_facilitate.tui.screens.briefing import NOT_USED_HERE, TOO_SOON, BriefingScreen
from tests.tui.screens.driver import (
    LEAD,
    SECOND,
    SIZES,
    Drive,
    at,
    fresh,
    hold_first,
    key_bar,
    make_ready,
    no_line_too_long,
    on_cohort,
    store,
    take_in,
)


@pytest.mark.parametrize("size", SIZES)
async def test_one_seat_at_a_time_with_its_level_and_words(
    folder: Path, size: tuple[int, int]
) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder, size) as drive:
        await drive.private("b")
        assert "Made-up words" not in drive.words()
        await drive.type("practice", "enter")
        await drive.until("plan for everyone")
        assert "To strengthen for everyone" in drive.words()
        await drive.press("right")
        assert "seat 1 (12 on the list)" in drive.words()
        assert "Nothing to use." in drive.words()
        await drive.press("3")
        words = drive.words()
        assert "For your planning only: never said, never hinted" in words
        assert "Made-up words for practice, record 3" in words
        assert words.count("Made-up words") == 1
        await drive.press("left", "right", "right")
        assert "record 3" not in drive.words()
        assert STOCK_LINE in drive.words()


async def test_the_cue_stands_above_everything(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("practice", "enter")
        await drive.until("plan for everyone")
        await drive.press("5")
        text = drive.text()
        assert text.index(CUE_WORDS["watch_departure"]) < text.index("Sealed")


async def test_a_wrong_passphrase_opens_nothing(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("wrong", "enter")
        await drive.until("That passphrase does not open this store.")
        await drive.press("3")
        assert "Made-up words" not in drive.words()


async def test_before_an_extract_was_taken_in_it_says_so(folder: Path) -> None:
    store(folder)
    async with on_cohort(folder) as drive:
        await drive.private("b")
        await drive.type("practice", "enter")
        await drive.until("No feedback was taken in.")


def item(summary: str = "", themes: tuple[str, ...] = (), cue: str = "none") -> BriefItem:
    level = list(LEVEL_WORDS.values())[2]
    return BriefItem("i", level, CUE_WORDS[cue], False, Protected(summary), themes, Protected(""))


def plain(page: BriefSeat) -> str:
    return "\n".join(line.plain for line in seat_lines(page, {"body": "Body map"}))


def test_themes_are_said_as_activities() -> None:
    page = BriefSeat(3, True, (item("words", ("body",)),))
    assert "- Body map" in plain(page)
    assert "if four or more attend" in plain(page)


def test_every_cue_of_several_records_is_shown_once() -> None:
    page = BriefSeat(3, True, (item(cue="watch_departure"), item(cue="call_manager_first"), item()))
    shown = cue_line(page).plain
    assert shown.splitlines() == [CUE_WORDS["watch_departure"], CUE_WORDS["call_manager_first"]]


@pytest.mark.parametrize("page", [BriefSeat(3, False, ()), BriefSeat(3, True, (item(), item()))])
def test_nothing_to_use_looks_the_same_however_many_were_asked(page: BriefSeat) -> None:
    assert plain(page) == f"{SEALED}\n\n{NOTHING}"


def test_the_plan_has_the_same_parts_with_and_without_anything_to_strengthen() -> None:
    one = Strengthen("W2-07", "13:45", "Rehearse", 20, 15, ("What happened?",), ("Control",))
    empty = [line.plain for line in plan_lines(())]
    full = [line.plain for line in plan_lines((one,))]
    assert f"  {AS_PLANNED}" in empty
    assert "  W2-07  13:45  Rehearse, 20 min in full, floor 15" in full
    shared = [f"  - {line}" for line in FOR_EVERYONE] + [f"  {STOCK_LINE}", f"  {ASKED}"]
    assert [line for line in empty if line in shared] == shared
    assert full[: len(empty)][2:] == empty[2:], "only the activity's own line differs"
    assert {"  - What happened?", "  - Control"} <= set(full)


@pytest.mark.parametrize(
    ("words", "speaker", "said"),
    [
        ("Exactly this.", "F-LEAD1", f"{YOU_SAY}\nExactly this."),
        ("", "F-CO2", OTHER_SAYS.format("F-CO2")),
        ("", "", NOBODY_SAYS),
    ],
)
def test_agreed_words_are_shown_or_only_that_they_exist_and_who_says_them(
    words: str, speaker: str, said: str
) -> None:
    one = replace(item(), agreed_words=Protected(words), agreed=True, speaker=speaker)
    assert said in plain(BriefSeat(3, True, (one,)))


def agreed(rows: list[dict[str, str]]) -> None:
    """Seat 3 has agreed words, confirmed the day before."""
    rows[2] |= {
        "disclosure_level": "L3",
        "agreed_words": "Exactly this.",
        "agreed_words_consented_at": "2026-12-20T10:00:00+00:00",
        "agreed_words_reread": "yes",
        "agreed_words_reconfirmed_at": "2026-12-25T10:00:00+00:00",
    }


def with_agreed_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store on the eve, of a site whose policy enables agreed words."""
    made = fresh(folder)
    hold_first(made)
    take_in(made, agreed)
    at(made, practice_time(SECOND - timedelta(days=1), 18, 0))
    policy = made.desk.host.site_policy("west-yorkshire")
    enabled = replace(policy, settings={**policy.settings, "allow_agreed_words": True})
    monkeypatch.setattr(type(made.desk.host), "site_policy", lambda *_: enabled)
    made.desk.close()


async def test_who_says_agreed_words_is_chosen_by_own_pin_and_only_they_read_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_agreed_words(folder, monkeypatch)
    async with on_cohort(folder) as drive:
        await open_briefing(drive)
        await drive.press("3")
        assert NOBODY_SAYS in drive.words()
        assert "Exactly this." not in drive.words()
        await drive.press("n")
        assert "who says agreed words" in drive.words()
        assert "seat 1 nobody named" in drive.words()
        await drive.press("down", "down", "enter")
        assert "seat 3 F-LEAD1" in drive.words()
        await drive.press("p")
        assert "Your own PIN records it" in drive.words()
        await drive.press("enter", "tab", *"000000", "enter")
        assert feedback_speaker.speakers(drive.app.desk, "WY26A") == {}
        await drive.press(*LEAD, "enter")
        await drive.until("Type the passphrase again")
        await drive.type("practice", "enter")
        await drive.until("You say these agreed words")
        assert "Exactly this." in drive.words()
        await drive.press("escape")
        await drive.private("b", who=1)
        await drive.type("practice", "enter")
        await drive.until("plan for everyone")
        await drive.press("3")
        words = drive.words()
        assert "F-LEAD1 says them, in private" in words
        assert "Exactly this." not in words


async def test_a_pin_typed_at_once_is_one_where_it_is_named_who_says_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_agreed_words(folder, monkeypatch)
    async with on_cohort(folder) as drive:
        await open_briefing(drive)
        await drive.press("n", "down", "enter")
        assert "Tab PIN" in key_bar(drive.text())
        await drive.press(*LEAD, "enter")
        await drive.until("both of you confirm in the readiness check once more")
        assert feedback_speaker.speakers(drive.app.desk, "WY26A") == {2: "F-LEAD1"}
        assert isinstance(drive.app.screen, BriefingScreen)


@pytest.mark.parametrize("size", [*SIZES, (60, 20)])
async def test_the_naming_page_owns_that_a_row_held_back_is_read_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    with_agreed_words(folder, monkeypatch)
    async with on_cohort(folder, size) as drive:
        await open_briefing(drive)
        assert "Tab PIN" not in drive.text()
        await drive.press("n")
        assert "what it says may have to be read back to the worker" in drive.words()
        assert all(said in drive.words() for said in ("seat 1 nobody named", "Own PIN"))
        assert no_line_too_long(drive.text(), size[0])
        await drive.press("p")
        assert "Tab PIN" not in drive.text()


async def test_where_agreed_words_are_not_used_nobody_is_named(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await open_briefing(drive)
        await drive.press("n")
        assert NOT_USED_HERE in drive.words()
        assert not drive.app.screen.has_class("naming")


async def open_briefing(drive: Drive) -> None:
    await drive.private("b")
    await drive.type("practice", "enter")
    await drive.until("plan for everyone")


async def test_the_plan_comes_first_and_names_no_seat(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder, (100, 60)) as drive:
        await open_briefing(drive)
        words = drive.words()
        assert "Saying and hearing, 40 min in full, floor 25" in words
        assert "Put to everyone" in words
        assert "Made-up" not in words
        assert "seat 1 (" not in words
        first = drive.text()
        await drive.press("left")
        assert "seat 12 (12 on the list)" in drive.words()
        await drive.press("p")
        assert drive.still() == drive.still() and "seat" not in drive.text().splitlines()[0]
        assert first.splitlines()[3:20] == drive.text().splitlines()[3:20]


async def test_what_was_used_waits_for_the_end_of_workshop_two(folder: Path) -> None:
    store(folder, feedback=True)
    async with on_cohort(folder) as drive:
        await open_briefing(drive)
        await drive.press("u", "k")
        assert TOO_SOON in drive.words()


def second_over(folder: Path) -> Practice:
    """A store with workshop two closed."""
    made = fresh(folder)
    hold_first(made)
    take_in(made)
    make_ready(made)
    at(made, practice_time(SECOND, 10, 0))
    desk, cohort = made.desk, made.plan.cohort
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
        deliver.do(desk, cohort, 2, command(desk.clock.now()))
    desk.close()
    return made


@pytest.mark.parametrize("size", SIZES)
async def test_used_or_not_is_recorded_for_every_record_at_once(
    folder: Path, size: tuple[int, int]
) -> None:
    second_over(folder)
    async with on_cohort(folder, size) as drive:
        await open_briefing(drive)
        await drive.press("u")
        text = drive.words()
        assert "what was used" in text
        assert "seat 1 nothing to use" in text
        assert "seat 3 not used" in text
        assert "Made-up" not in text
        await drive.press("down", "enter", "k")
        await drive.until("Recorded and saved.")
        told = feedback_use.outcomes(drive.app.desk, "WY26A")
        assert sorted(told.values()) == ["not_used"] * 9 + ["used"]
        await drive.press("3")
        assert not drive.app.screen.has_class("using")
        await drive.press("u")
        assert drive.words().count(" not used") + drive.words().count(" used ") >= 2
        assert isinstance(drive.app.screen, BriefingScreen)
        await drive.press("escape")
        assert drive.app.room_mode


async def test_marks_not_kept_are_asked_for_before_they_are_lost(folder: Path) -> None:
    second_over(folder)
    async with on_cohort(folder) as drive:
        await open_briefing(drive)
        assert "k Keep" not in drive.text()
        await drive.press("u")
        assert "k Keep" in key_bar(drive.text())
        await drive.press("down", "enter", "u")
        marked = re.search(r"seat \d+ used", drive.words())
        assert marked is not None, "u again takes nothing away"
        for key in ("escape", "p", "right", "3"):
            await drive.press(key)
            assert "Leave what you marked unrecorded?" in drive.words(), key
            await drive.press("enter")
            assert marked[0] in drive.words(), key
        await drive.press("k")
        await drive.until("Recorded and saved.")
        await drive.press("p")
        assert "plan for everyone" in drive.words(), "what is recorded is not asked about"
        assert "k Keep" not in drive.text()


@pytest.mark.parametrize(("key", "then"), [("escape", "Room mode"), ("p", "plan for everyone")])
async def test_marks_are_left_unrecorded_after_a_yes(folder: Path, key: str, then: str) -> None:
    second_over(folder)
    async with on_cohort(folder) as drive:
        await open_briefing(drive)
        await drive.press("u", "enter", key, "right", "enter")
        await drive.until(then)
        assert feedback_use.recorded(drive.app.desk, "WY26A") == {}
