"""What governs a seat follows from every record ever taken in, never from the last file alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import COLUMNS, Reason, row_check
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.journal.codec import decode
from cara_facilitate.services import (
    briefing,
    deliver,
    feedback_import,
    prepare,
    readiness_check,
)
from cara_facilitate.services import desk as desk_module
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key
from cara_facilitate.services.briefing import CUE_WORDS, ESCALATION_CUE, HELD_CUE, LEVEL_WORDS
from cara_facilitate.services.feedback_import import ImportPreview
from cara_facilitate.services.rehearse import Practice, practice_time
from cara_facilitate.tui.screens.brief_seat import cue_line, every_cue
from tests.journal.test_codec import AN_EVENT, as_stored
from tests.services.conftest import hold_workshop_one
from tests.tui.screens.driver import at, make_ready

LEAD = "F-LEAD1"
SECOND = date(2026, 12, 26)
DOORS = practice_time(SECOND, 10, 0)
SEALED = next(iter(LEVEL_WORDS.values()))
THEMES = "saying-hearing"
Row = dict[str, str]


class Pair:
    """One cohort after workshop one, all about seat 5."""

    def __init__(self, made: Practice) -> None:
        self.made, self.desk, self.cohort = made, made.desk, made.plan.cohort

    def row(self, name: str, seat: int = 5, **said: str) -> Row:
        """One row; without more said it is sealed, and nobody was reached in vain."""
        who = self.made.plan.people[seat - 1]
        row = dict.fromkeys(COLUMNS, "") | {
            "feedback_id": name,
            "version": "1",
            "withdrawn": "no",
            "cohort_id": self.cohort,
            "participant_ref": who.ref,
            "check_word": who.check_word,
            "contact_attempted": "yes",
            "contact_date": "2026-12-05",
            "disclosure_level": "L0",
            "safety_cue": "none",
            "escalation_open": "no",
            "agreed_words_reread": "no",
        }
        row |= said
        return row | {"row_check": row_check(row)}

    def look(self, *rows: Row) -> ImportPreview:
        """A file of one sealed row for every other seat, and these."""
        others = [self.row(f"X{seat}", seat) for seat in range(1, 13) if seat != 5]
        return feedback_import.preview_rows(self.desk, self.cohort, [*others, *rows])

    def take(self, *rows: Row) -> None:
        feedback_import.confirm(self.desk, self.look(*rows), LEAD)

    def undo(self) -> None:
        feedback_import.undo(self.desk, self.cohort, LEAD)

    def page(self) -> tuple[set[str], str, tuple[str, ...]]:
        """Seat 5 as the briefing shows it: levels, words and cues."""
        with briefing.open_briefing(self.desk, self.cohort, PRACTICE_PASSPHRASE, LEAD) as opened:
            page = next(page for page in opened.seats if page.seat == 5)
            levels = {item.level for item in page.items}
            said = " ".join(filter(None, (item.summary.reveal() for item in page.items)))
            return levels, said, tuple(cue_line(page).plain.splitlines())

    def kept(self) -> set[str]:
        """Every word about seat 5 that the feedback key can still open."""
        key = feedback_key(self.desk.folder, PRACTICE_PASSPHRASE)
        rows = self.desk.sealed(self.cohort, "feedback", key)
        stored = [one for one in rows if isinstance(one, ev.FeedbackRowStored) and one.seat == 5]
        return {one.extract.summary.reveal() for one in stored} - {""}


@pytest.fixture
def pair(practice: Practice) -> Iterator[Pair]:
    hold_workshop_one(practice)
    yield Pair(practice)


def open_row(pair: Pair, name: str = "A5", **said: str) -> Row:
    said = {"disclosure_level": "L2", "summary": "ONE", "themes": THEMES} | said
    return pair.row(name, **said)


def not_alone(pair: Pair, **said: str) -> Row:
    return pair.row("B5", **({"safety_cue": "do_not_be_alone"} | said))


def test_an_older_file_after_a_newer_one_drops_neither_record_nor_cue_nor_level(pair: Pair) -> None:
    pair.take(open_row(pair))
    assert pair.page()[1] == "ONE"
    pair.take(open_row(pair), not_alone(pair))
    older = pair.look(open_row(pair))
    assert (older.lacking, older.outcome.missing) == (1, ())
    feedback_import.confirm(pair.desk, older, LEAD)
    assert pair.page() == ({SEALED}, "", (CUE_WORDS["do_not_be_alone"],))
    assert len(pair.desk.state(pair.cohort).current_import.items) == 13
    pair.take(open_row(pair))
    assert pair.page()[2] == (CUE_WORDS["do_not_be_alone"],), "carried on once more"


def test_a_file_without_a_seat_known_before_lacks_it_and_misses_nobody(pair: Pair) -> None:
    pair.take(open_row(pair))
    seen = pair.look()
    assert (seen.lacking, seen.outcome.missing) == (1, ())
    feedback_import.confirm(pair.desk, seen, LEAD)
    assert pair.page()[1] == "ONE"


def test_undoing_an_import_that_carried_words_on_leaves_them(pair: Pair) -> None:
    pair.take(open_row(pair))
    pair.take()
    pair.undo()
    assert pair.page()[1] == "ONE"
    pair.undo()
    assert not pair.kept()


@pytest.mark.parametrize("contact_date", ["2026-11-20", ""])
def test_a_row_held_back_seals_its_seat_and_nothing_is_said_to_be_safe(
    pair: Pair, contact_date: str
) -> None:
    worse = pair.row("B5", safety_cue="call_manager_first", contact_date=contact_date)
    pair.take(open_row(pair), worse)
    assert pair.page() == ({SEALED}, "", (HELD_CUE,))
    pair.take(open_row(pair))
    assert pair.page() == ({SEALED}, "", (HELD_CUE,)), "a file without the row settles nothing"
    assert pair.desk.state(pair.cohort).current_import.held_back == 1
    right = worse | {"contact_date": "2026-12-05"}
    pair.take(open_row(pair), right | {"row_check": row_check(right)})
    assert pair.page() == ({SEALED}, "", (CUE_WORDS["call_manager_first"],))
    assert pair.desk.state(pair.cohort).current_import.held_back == 0


def test_an_earlier_cue_stays_while_its_correction_is_held_back(pair: Pair) -> None:
    pair.take(pair.row("A5", safety_cue="call_manager_first"))
    pair.take(pair.row("A5", version="2", contact_date="2026-11-20"))
    assert pair.page()[2] == (HELD_CUE, CUE_WORDS["call_manager_first"])


def test_a_withdrawal_held_back_seals_at_once_and_undoing_it_opens_nothing(pair: Pair) -> None:
    pair.take(open_row(pair))
    assert pair.page()[1] == "ONE"
    typed = open_row(pair, version="2") | {"withdrawn": "yes"}
    seen = pair.look(typed)
    assert (seen.held_back, seen.withdrawn_held) == (1, 1)
    feedback_import.confirm(pair.desk, seen, LEAD)
    assert pair.page() == ({SEALED}, "", (HELD_CUE,))
    pair.undo()
    assert pair.page() == ({SEALED}, "", (HELD_CUE,))


def test_a_wrong_check_word_seals_whomever_the_row_may_be_about(pair: Pair) -> None:
    stray = pair.row("B5") | {"participant_ref": pair.made.plan.people[5].ref}
    stray["row_check"] = row_check(stray)
    pair.take(open_row(pair), stray)
    with briefing.open_briefing(pair.desk, pair.cohort, PRACTICE_PASSPHRASE, LEAD) as opened:
        held = {page.seat for page in opened.seats if HELD_CUE in page.cues}
    assert held == {5, 6}


def test_a_damaged_file_taken_back_and_sent_again_rightly_seals_nobody(pair: Pair) -> None:
    damaged = open_row(pair, "A5.9") | {"check_word": "nothere"}
    pair.take(damaged)
    assert pair.page()[2] == (HELD_CUE,)
    pair.undo()
    pair.take(open_row(pair))
    assert pair.page()[1:] == ("ONE", (CUE_WORDS["none"],))


def agree(pair: Pair) -> tuple[int, frozenset[int]]:
    """What readiness counts as held back, and the seats that are sealed for it."""
    stands = readiness_check.check(pair.desk, pair.cohort)
    sealed = frozenset(readiness_check.sealed_seats(pair.desk, pair.cohort))
    assert bool(stands.held_back) == bool(sealed)
    assert stands.incomplete or not sealed
    return stands.held_back, sealed


def test_a_row_held_back_in_an_import_taken_back_is_still_counted_until_it_is_settled(
    pair: Pair,
) -> None:
    pair.take(open_row(pair))
    assert agree(pair) == (0, frozenset())
    pair.take(open_row(pair), not_alone(pair, contact_date="2026-11-20"))
    assert agree(pair) == (1, {5})
    pair.undo()
    assert agree(pair) == (1, {5}), "the import before it stands, and had held nothing back"
    assert pair.page() == ({SEALED}, "", (HELD_CUE,))
    pair.take(open_row(pair), not_alone(pair))
    assert agree(pair) == (0, frozenset())
    pair.undo()
    assert agree(pair) == (1, {5}), "what settled it is taken back too"
    pair.take(open_row(pair), not_alone(pair))
    assert agree(pair) == (0, frozenset())


def test_taking_back_the_only_import_leaves_what_it_held_back_to_be_asked_about(
    pair: Pair,
) -> None:
    pair.take(open_row(pair, contact_date="2026-11-20"))
    pair.undo()
    assert agree(pair) == (1, {5})
    assert readiness_check.check(pair.desk, pair.cohort).no_import
    pair.take(open_row(pair))
    assert agree(pair) == (0, frozenset())


def test_a_row_of_two_people_seals_both_until_it_comes_rightly_for_one(pair: Pair) -> None:
    stray = pair.row("B5") | {"participant_ref": pair.made.plan.people[5].ref}
    stray["row_check"] = row_check(stray)
    pair.take(open_row(pair), stray)
    assert agree(pair) == (1, {5, 6})
    pair.take(open_row(pair))
    assert agree(pair) == (1, {5, 6}), "a file without the row settles nothing"
    pair.take(open_row(pair), pair.row("B5"))
    assert agree(pair) == (0, frozenset())


def test_a_feedback_id_that_is_another_seats_settles_nothing_elsewhere(pair: Pair) -> None:
    pair.take(open_row(pair))
    pair.take(open_row(pair), pair.row("A5", 6, version="2"))
    sealed = agree(pair)[1]
    assert sealed == {5, 6}
    pair.take(open_row(pair, version="3"))
    assert agree(pair)[1] == {6}, "whose row it was is still not known"


def test_a_slip_in_the_reference_seals_whom_it_is_one_slip_away_from(pair: Pair) -> None:
    ref = pair.made.plan.people[4].ref
    slipped = pair.row("B5", check_word="nothere", participant_ref=ref[:-1])
    pair.take(open_row(pair), slipped)
    assert agree(pair) == (1, {5})


def again(row: Row, **said: str) -> Row:
    """The row with these fields, its row check made anew."""
    return (row | said) | {"row_check": row_check(row | said)}


def nobodys(pair: Pair, name: str = "ZZ9", **said: str) -> Row:
    """A row whose reference and check word point at nobody."""
    ref = f"{pair.cohort}-ZZZZZZ"
    return again(pair.row(name), participant_ref=ref, check_word="nothere", **said)


def counted(pair: Pair) -> tuple[int, bool]:
    """What readiness counts as held back, and whether the manager must be rung."""
    stands = readiness_check.check(pair.desk, pair.cohort)
    return stands.held_back, stands.incomplete


def test_a_row_that_points_at_nobody_counts_while_its_import_stands(pair: Pair) -> None:
    pair.take(open_row(pair), nobodys(pair), nobodys(pair, "ZZ8"))
    assert counted(pair) == (2, True)
    pair.take(open_row(pair))
    assert counted(pair) == (0, False)
    pair.undo()
    assert counted(pair) == (2, True), "it stands again"
    pair.undo()
    assert counted(pair) == (0, True), "nothing stands at all"


def test_rows_are_counted_alike_when_taken_in_and_afterwards(pair: Pair) -> None:
    twins = [not_alone(pair, contact_date=day) for day in ("2026-11-20", "2026-11-21")]
    pair.take(open_row(pair), *twins)
    assert agree(pair) == (2, {5})
    pair.take(open_row(pair))
    assert agree(pair) == (2, {5}), "a file without them settles nothing"
    pair.undo()
    assert agree(pair) == (2, {5})
    pair.take(open_row(pair), twins[0])
    assert agree(pair) == (1, {5}), "the same record once more"
    pair.undo()
    assert agree(pair) == (2, {5})


def test_a_feedback_id_known_from_an_import_taken_back_still_says_whose_it_is(pair: Pair) -> None:
    pair.take(open_row(pair), open_row(pair, "B5", summary="TWO"))
    pair.undo()
    garbled = nobodys(pair, "B5", version="2", withdrawn="yes")
    pair.take(open_row(pair, version="2"), garbled)
    assert agree(pair) == (1, {5})
    assert pair.page() == ({SEALED}, "", (HELD_CUE,))


def test_a_check_word_of_another_seat_is_settled_there_by_the_corrected_file(pair: Pair) -> None:
    pair.take(open_row(pair))
    other = pair.made.plan.people[5].check_word
    second = open_row(pair, version="2", summary="TWO")
    pair.take(again(second, check_word=other))
    assert agree(pair) == (1, {5, 6})
    pair.take(second)
    assert agree(pair) == (0, frozenset())
    assert pair.page()[1] == "TWO"


def test_a_feedback_id_that_may_be_the_slip_waits_for_a_new_row_of_the_seat(pair: Pair) -> None:
    pair.take(open_row(pair))
    slip = again(pair.row("A5", 6, version="2", withdrawn="yes"), check_word="nothere")
    pair.take(open_row(pair), slip)
    assert agree(pair)[1] == {5, 6}
    pair.take(open_row(pair, version="3"))
    assert agree(pair)[1] == {6}, "the row of seat 6 may have been left out"
    pair.take(open_row(pair, version="3"), pair.row("B6", 6, withdrawn="yes"))
    assert agree(pair) == (0, frozenset())


def test_two_seats_of_one_feedback_id_open_once_each_has_a_row_of_its_own(pair: Pair) -> None:
    pair.take(open_row(pair), pair.row("A5", 6))
    assert agree(pair) == (2, {5, 6})
    pair.take(open_row(pair))
    assert agree(pair)[1] == {6}
    pair.take(open_row(pair), pair.row("B6", 6))
    assert agree(pair) == (0, frozenset())


def test_an_older_file_asks_nothing_of_anybody_while_the_newer_version_stands(pair: Pair) -> None:
    pair.take(open_row(pair, version="2"))
    seen = pair.look(open_row(pair))
    assert (seen.held_back, len(seen.at_rest)) == (1, 1)
    feedback_import.confirm(pair.desk, seen, LEAD)
    assert agree(pair) == (0, frozenset())
    assert counted(pair) == (0, False)


def test_an_older_version_seals_where_the_newer_one_was_taken_back(pair: Pair) -> None:
    pair.take(pair.row("A5", version="2", withdrawn="yes"))
    pair.undo()
    seen = pair.look(open_row(pair))
    assert (seen.held_back, len(seen.at_rest)) == (1, 0)
    feedback_import.confirm(pair.desk, seen, LEAD)
    assert agree(pair) == (1, {5})


def test_rows_at_rest_are_those_that_seal_nobody_and_are_not_counted(pair: Pair) -> None:
    pair.take(open_row(pair, "A5", version="2"), open_row(pair, "B5"))
    early = open_row(pair, "B5", contact_date="2026-11-20")
    twin = open_row(pair, "C5")
    astray = again(open_row(pair, "D5"), check_word=pair.made.plan.people[5].check_word)
    newer = [open_row(pair, name, version="2") for name in ("B5", "D5")]
    seen = pair.look(open_row(pair), early, twin, twin, astray, *newer)
    held = {row.row for row in seen.outcome.held_back}
    at = len(seen.rows) - 7
    assert held == {at + 1, at + 2, at + 4, at + 5}
    assert held - seen.at_rest == {at + 5}, "its check word is another seat's"
    feedback_import.confirm(pair.desk, seen, LEAD)
    assert agree(pair) == (1, {6})


def test_undo_neither_brings_lowered_words_back_nor_leaves_them(pair: Pair) -> None:
    pair.take(open_row(pair))
    pair.take(pair.row("A5", version="2"))
    assert not pair.kept(), "a newer version sealed them"
    pair.undo()
    assert pair.page()[1] == ""
    pair.undo()
    old = pair.look(open_row(pair))
    assert [row.reason for row in old.outcome.held_back] == [Reason.DUPLICATE]


def test_words_above_a_lowered_level_go_when_the_briefing_is_opened(pair: Pair) -> None:
    pair.take(open_row(pair))
    pair.take(pair.row("A5", version="2", disclosure_level="L1", summary="TWO"))
    assert pair.page()[1] == "TWO"
    assert pair.kept() == {"TWO"}
    pair.undo()
    assert pair.page() == (set(), "", (CUE_WORDS["none"],))


def test_one_persons_withdrawal_taken_back_does_not_open_anothers_words(pair: Pair) -> None:
    first = pair.row("F1", disclosure_level="L1", summary="FIRST")
    second = open_row(pair, "F2")
    pair.take(first, second)
    pair.take(pair.row("F1", version="2", withdrawn="yes"), second)
    assert pair.page()[:2] == ({SEALED}, "")
    pair.undo()
    assert pair.page()[:2] == ({SEALED}, "")
    pair.take(second)
    assert pair.page()[:2] == ({SEALED}, ""), "nor does a file without it"


def test_the_worker_can_raise_a_level_again_with_a_newer_version(pair: Pair) -> None:
    pair.take(open_row(pair))
    pair.take(pair.row("A5", version="2", withdrawn="yes"))
    pair.take(open_row(pair, version="3"))
    assert pair.page()[1] == "ONE"


def test_an_open_escalation_is_said_at_every_level(pair: Pair) -> None:
    pair.take(open_row(pair), pair.row("B5", escalation_open="yes"))
    assert pair.page() == ({SEALED}, "", (ESCALATION_CUE,))


def begin(pair: Pair) -> None:
    at(pair.made, practice_time(SECOND, 9, 0))
    make_ready(pair.made)
    at(pair.made, DOORS)
    prepare.prepare(pair.desk, pair.cohort, 2, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(pair.desk, pair.cohort, 2, command(pair.desk.clock.now()))
    deliver.do(pair.desk, pair.cohort, 2, cmd.Pause("pause", pair.desk.clock.now()))


@pytest.mark.parametrize(
    ("said", "cue"),
    [
        ({"withdrawn": "yes", "disclosure_level": "L0", "summary": "", "themes": ""}, "none"),
        ({"safety_cue": "call_manager_first"}, "call_manager_first"),
    ],
)
def test_once_the_doors_are_open_withdrawals_and_cues_are_taken_and_no_new_words(
    pair: Pair, said: dict[str, str], cue: str
) -> None:
    pair.take(open_row(pair))
    begin(pair)
    late = pair.look(
        open_row(pair, version="2", **({"summary": "NEW"} | said)),
        pair.row("C6", 6, disclosure_level="L1", summary="NEW AS WELL"),
    )
    assert late.late
    feedback_import.confirm(pair.desk, late, LEAD)
    levels, words, cues = pair.page()
    assert "NEW" not in words
    assert cues == (CUE_WORDS[cue],)
    if "withdrawn" in said:
        assert (levels <= {SEALED}, words, pair.kept()) == (True, "", set())
    else:
        assert words == "ONE", "the words read before the doors opened stay"
    with pytest.raises(Refusal):
        pair.undo()


def test_a_preview_from_before_another_import_stores_nothing(pair: Pair) -> None:
    stale = pair.look(open_row(pair))
    pair.take(pair.row("A5", version="2", withdrawn="yes"))
    with pytest.raises(Refusal, match="since this preview"):
        feedback_import.confirm(pair.desk, stale, LEAD)


def test_a_full_disk_neither_shows_words_nor_keeps_withdrawn_ones_once_it_has_room(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.take(open_row(pair))
    seen = pair.look(pair.row("A5", version="2", withdrawn="yes"))
    store = type(pair.desk._store)

    def full(*_: Any, **__: Any) -> None:
        raise StoreError("The disk is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "commit", full)
        patch.setattr(desk_module, "COMMIT_SECONDS", 0.5)
        with pytest.raises(StoreError):
            feedback_import.confirm(pair.desk, seen, LEAD)
        with pytest.raises(StoreError):
            pair.page()
    pair.desk.retry()
    assert pair.desk.flush(5)
    assert pair.kept() == {"ONE"}
    assert pair.page() == ({SEALED}, "", (CUE_WORDS["none"],))
    assert not pair.kept()


def test_the_first_page_says_every_seats_cues(pair: Pair) -> None:
    pair.take(not_alone(pair), pair.row("E9", 9, escalation_open="yes"))
    with briefing.open_briefing(pair.desk, pair.cohort, PRACTICE_PASSPHRASE, LEAD) as opened:
        first = every_cue(opened.seats).plain.splitlines()
    assert first[1:] == [
        f"Seat 5: {CUE_WORDS['do_not_be_alone']}",
        f"Seat 9: {ESCALATION_CUE}",
    ]


def test_a_row_held_back_before_it_was_said_what_points_at_a_seat_is_still_read() -> None:
    event = ev.FeedbackHeldBack("i1", 3, "cohort", "WY26A-0000-0", 5, "A5", 2)
    sent = {name: said for name, said in asdict(event).items() if name != "named"}
    plain = as_stored(AN_EVENT, type="feedback.held_back", ver=1, payload=json.dumps(sent))
    assert decode(plain) == event
