"""Matching: with certainty or held back; and what refuses a whole file, by row and column only."""

from __future__ import annotations

import json
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.feedback import (
    COLUMNS,
    Earlier,
    Level,
    Outcome,
    Preview,
    Reason,
    RosterEntry,
    against_earlier,
    match,
    row_check,
)
from cara_facilitate.domain.identifiers import new_check_word, new_reference
from cara_facilitate.errors import IntakeError

COHORT, W1, W2 = "WY26A", date(2026, 11, 28), date(2026, 12, 26)
DRAW = random.Random(7).randrange
REFS = [new_reference(COHORT, DRAW) for _ in range(12)]
WORDS = [new_check_word(DRAW, ()) for _ in range(12)]
ROSTER = [
    RosterEntry(seat, *pair) for seat, pair in enumerate(zip(REFS, WORDS, strict=True), start=1)
]
SECRET = "zq-V-P07-K7QX4M walnut harbour lantern"


def row(seat: int, **fields: str) -> dict[str, str]:
    """A sound row for a seat with these fields changed before its row check is made."""
    made = dict.fromkeys(COLUMNS, "") | {
        "feedback_id": f"fb-{seat:02d}",
        "version": "1",
        "withdrawn": "no",
        "cohort_id": COHORT,
        "participant_ref": REFS[seat - 1],
        "check_word": WORDS[seat - 1],
        "contact_attempted": "yes",
        "contact_date": "2026-12-12",
        "disclosure_level": "L1",
        "safety_cue": "none",
        "escalation_open": "no",
        "summary": SECRET,
    }
    made |= fields
    return made if "row_check" in fields else made | {"row_check": row_check(made)}


def l3(seat: int, **fields: str) -> dict[str, str]:
    """A sound row with agreed words."""
    agreed = {
        "disclosure_level": "L3",
        "themes": "time-out;listening",
        "agreed_words": "I want you to keep going.",
        "agreed_words_consented_at": "2026-12-12T10:00:00+00:00",
        "agreed_words_reread": "yes",
    }
    return row(seat, **(agreed | fields))


def seen(*rows: dict[str, str]) -> Preview:
    return match(rows, ROSTER, COHORT, W1, W2)


def reasons(*rows: dict[str, str]) -> list[str | None]:
    return [None if r.reason is None else r.reason.value for r in seen(*rows).rows]


def test_the_row_check_is_the_one_of_the_contract() -> None:
    import base64
    import hashlib

    fields = l3(3, summary="caf\u00e9")
    said = b"".join(
        str(len(fields[name].encode())).encode() + b":" + fields[name].encode()
        for name in COLUMNS
        if name != "row_check"
    )
    assert row_check(fields) == "R" + base64.b32encode(hashlib.sha256(said).digest()).decode()[:8]


def test_sound_rows_match_their_seats_in_any_order() -> None:
    order = random.Random(1).sample(range(1, 13), 12)
    preview = seen(*(row(seat) for seat in order))
    assert [r.seat for r in preview.rows] == order
    assert not preview.held_back and not preview.missing
    assert all(r.extract and r.extract.summary.reveal() == SECRET for r in preview.current)


def test_seats_without_a_matched_row_are_missing() -> None:
    assert seen(row(2), row(5, check_word="nothere")).missing == (1, *range(3, 13))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"participant_ref": REFS[0].lower()}, "check_character"),
        ({"participant_ref": REFS[0] + " "}, "check_character"),
        ({"participant_ref": ""}, "check_character"),
        ({"participant_ref": "WY2.6E+11"}, "check_character"),
        ({"participant_ref": REFS[0].replace("A", "\u0410")}, "check_character"),
        ({"participant_ref": new_reference(COHORT, DRAW, REFS)}, "unknown_reference"),
        ({"participant_ref": new_reference("LE26A", DRAW)}, "unknown_reference"),
        ({"participant_ref": REFS[4]}, "check_word"),
        ({"check_word": WORDS[0].title()}, "check_word"),
        ({"check_word": WORDS[0] + "\u200b"}, "check_word"),
        ({"check_word": ""}, "check_word"),
        ({"cohort_id": "WY26B"}, "cohort"),
        ({"cohort_id": "wy26a"}, "cohort"),
        ({"contact_date": "2026-11-28"}, "date_window"),
        ({"contact_date": "2026-12-26"}, "date_window"),
        ({"contact_date": "2026-05-12"}, "date_window"),
        ({"contact_date": "12/12/2026"}, "date_window"),
        ({"contact_date": "20261212"}, "date_window"),
        ({"contact_date": "2026-12-32"}, "date_window"),
        ({"contact_date": "\u0662026-12-12"}, "date_window"),
        ({"contact_date": ""}, "date_window"),
        ({"contact_attempted": "no"}, "date_window"),
        ({"row_check": ""}, "row_check"),
        ({"row_check": row(2)["row_check"]}, "row_check"),
        ({"row_check": row(1)["row_check"].lower()}, "row_check"),
    ],
)
def test_a_row_that_is_not_certain_is_held_back(fields: dict[str, str], reason: str) -> None:
    outcome = seen(row(1, **fields)).rows[0]
    assert (outcome.outcome, outcome.reason) == (Outcome.HELD_BACK, reason)
    assert outcome.seat is None and outcome.extract is None


def test_nobody_reached_needs_no_date() -> None:
    assert reasons(row(1, contact_attempted="no", contact_date="")) == [None]


@given(st.sampled_from([c for c in COLUMNS if c != "row_check"]), st.integers(2, 12))
def test_a_cell_of_another_row_never_passes(column: str, other: int) -> None:
    mixed = l3(1, feedback_id="fb-01", summary="one") | {
        column: l3(other, summary=f"of {other}", contact_date=f"2026-12-{other:02d}")[column]
    }
    if mixed != l3(1, feedback_id="fb-01", summary="one"):
        assert seen(mixed).rows[0].outcome is Outcome.HELD_BACK


def test_summaries_sorted_alone_are_all_held_back() -> None:
    rows = [row(seat, summary=f"words of {20 - seat}") for seat in range(1, 13)]
    for target, text in zip(rows, sorted(r["summary"] for r in rows), strict=True):
        target["summary"] = text
    assert {r.reason for r in seen(*rows).rows} == {Reason.ROW_CHECK}


def test_the_highest_version_is_current_and_the_older_one_is_not() -> None:
    preview = seen(row(1), row(1, version="2", summary="later"), row(2))
    assert [r.current for r in preview.rows] == [False, True, True]
    assert len(preview.matched) == 3 and len(preview.current) == 2


def test_version_ten_is_higher_than_version_nine() -> None:
    assert [r.current for r in seen(row(1, version="9"), row(1, version="10")).rows] == [
        False,
        True,
    ]


def test_an_older_version_does_not_stand_in_for_a_newer_one_that_is_held_back() -> None:
    assert reasons(row(1), row(1, version="2", row_check="R2222222")) == ["duplicate", "row_check"]


def test_one_version_that_says_two_things_is_held_back_twice() -> None:
    assert reasons(row(1), row(1, summary="other"), row(2)) == ["duplicate", "duplicate", None]


def test_a_row_standing_twice_counts_once() -> None:
    assert reasons(row(1), row(2), row(1)) == [None, None, "duplicate"]


def test_a_feedback_id_that_points_at_two_people_is_held_back_everywhere() -> None:
    rows = [row(1), row(2, feedback_id="fb-01"), row(1, version="2"), row(3)]
    assert reasons(*rows) == ["duplicate", "duplicate", "duplicate", None]
    assert reasons(row(1), row(2, feedback_id="FB-01")) == ["duplicate", "duplicate"]


def test_several_people_harmed_are_never_merged() -> None:
    preview = seen(row(1), row(1, feedback_id="fb-99", summary="another"))
    assert [r.seat for r in preview.current] == [1, 1]


def test_a_withdrawn_row_keeps_no_words() -> None:
    extract = seen(l3(1, withdrawn="yes")).rows[0].extract
    assert extract is not None and extract.withdrawn
    assert not extract.summary and not extract.agreed_words and not extract.themes
    assert extract.level is Level.L0 and extract.agreed_words_consented_at is None


@given(st.text(max_size=4))
def test_any_level_but_l0_to_l3_is_l0(text: str) -> None:
    assert Level.of(text) == (text if text in ("L0", "L1", "L2", "L3") else "L0")


REFUSALS = [
    (l3(1, disclosure_level="L2"), "agreed_words"),
    (
        l3(1, agreed_words="", disclosure_level="L2", agreed_words_reread=""),
        "agreed_words_consented_at",
    ),
    (row(1, themes="time-out"), "themes"),
    (row(1, disclosure_level="L0"), "summary"),
    (row(1, disclosure_level=""), "summary"),
    (row(1, disclosure_level="l1"), "summary"),
    (row(1, agreed_words_reread="yes"), "agreed_words_reread"),
    (row(1, summary="x" * 401), "summary"),
    (l3(1, agreed_words="x" * 201), "agreed_words"),
    (l3(1, agreed_words_consented_at=""), "agreed_words_consented_at"),
    (l3(1, agreed_words_consented_at="2026-12-12T10:00:00"), "agreed_words_consented_at"),
    (l3(1, agreed_words_consented_at="12/12/2026 10:00"), "agreed_words_consented_at"),
    (l3(1, agreed_words_reread="no"), "agreed_words_reread"),
    (l3(1, agreed_words_reread=""), "agreed_words_reread"),
    (l3(1, agreed_words_reconfirmed_at="soon"), "agreed_words_reconfirmed_at"),
    (l3(1, themes="Time Out"), "themes"),
    (row(1, contact_attempted="Yes"), "contact_attempted"),
    (row(1, contact_attempted=""), "contact_attempted"),
    (row(1, safety_cue="call_police"), "safety_cue"),
    (row(1, escalation_open="maybe"), "escalation_open"),
    (row(1, withdrawn=""), "withdrawn"),
    (row(1, version="1.0"), "version"),
    (row(1, version="01"), "version"),
    (row(1, version="-1"), "version"),
    (row(1, version="\u0661"), "version"),
    (row(1, feedback_id=""), "feedback_id"),
    (row(1, feedback_id="fb\u20111"), "feedback_id"),
    (row(1, summary="ring 07700 900123"), "summary"),
    (row(1, summary="call 07700.900123"), "summary"),
    (row(1, summary="at ls8  4ab"), "summary"),
    (row(1, feedback_id="07700900123"), "feedback_id"),
    (row(1, feedback_id="someone@mail.com"), "feedback_id"),
    (row(1, feedback_id="LS8 4AB"), "feedback_id"),
    (row(1, feedback_id="LS8-4AB"), "feedback_id"),
    (row(1, feedback_id="a" * 41), "feedback_id"),
    (row(1, summary="(0113) 496 0000 after six"), "summary"),
    (row(1, summary="or +44 7700 900 123"), "summary"),
    (row(1, summary="write to me@example.org"), "summary"),
    (l3(1, agreed_words="come to LS1 4AP"), "agreed_words"),
    (row(1, summary="\ud800"), "summary"),
]


@pytest.mark.parametrize(("bad", "column"), REFUSALS)
def test_one_bad_row_refuses_the_whole_file(bad: dict[str, str], column: str) -> None:
    with pytest.raises(IntakeError) as caught:
        seen(row(2), bad)
    assert caught.value.where == f"2:{column}"
    said = caught.value.sentence() + repr(caught.value.__cause__) + repr(caught.value.__context__)
    assert not [word for word in SECRET.split() if word in said]


def test_fields_at_their_limits_are_accepted() -> None:
    longest = l3(1, summary="\u00e9" * 400, agreed_words="<I will kill you>".ljust(200, "!"))
    extract = seen(longest).rows[0].extract
    assert extract is not None and extract.agreed_words.reveal() == longest["agreed_words"]
    assert seen(row(1, agreed_words_reread="no")).matched


def test_dates_and_helplines_are_not_taken_for_ways_to_find_somebody() -> None:
    said = "On 01-12-2026 10:30 and 2026-12-12T10:00, 20 of 30 times; told of 0800 1111 and 999."
    assert seen(row(1, summary=said)).matched


def test_a_column_too_many_is_named_and_its_content_is_not() -> None:
    with pytest.raises(IntakeError) as caught:
        seen(row(1) | {"safe_address": SECRET})
    assert caught.value.where == "header:safe_address"
    assert SECRET not in caught.value.sentence()


def test_a_missing_column_is_named() -> None:
    cut = row(1)
    del cut["check_word"]
    with pytest.raises(IntakeError) as caught:
        seen(cut)
    assert caught.value.where == "header:check_word"


def test_a_file_without_its_header_is_refused_without_quoting_its_first_row() -> None:
    first = [value or f"blank{at}" for at, value in enumerate(row(1, summary="walnut").values())]
    with pytest.raises(IntakeError) as caught:
        seen(dict.fromkeys(first, "x"))
    assert caught.value.where == "header"
    assert not [cell for cell in ("walnut", "fb-01", WORDS[0]) if cell in caught.value.sentence()]


def test_an_older_version_is_called_one_and_other_words_are_not() -> None:
    preview = seen(row(1, version="2"), row(2))
    earlier = [Earlier("fb-01", 3, REFS[0]), Earlier("fb-02", 1, REFS[1], "Rother")]
    first, second = against_earlier(preview, earlier).rows
    assert (first.reason, second.reason) == (Reason.DUPLICATE, Reason.DUPLICATE)
    assert first.sentence == "An older version of a record already taken in."
    assert second.sentence.startswith("Another row has the same feedback id")
    assert first.public()["reason"] == "duplicate"


def test_the_rows_are_counted_and_so_are_the_people_they_name() -> None:
    twice = row(1, feedback_id="fb-second")
    assert seen(row(1), twice, row(2)).count == "3 rows for 2 people"
    assert seen(row(1, check_word="walnut")).count == "1 row for 1 person"
    again = against_earlier(seen(row(1), twice), [Earlier("fb-01", 3, REFS[0])])
    assert again.count == "2 rows for 1 person"


def test_no_field_is_longer_than_any_extract_needs() -> None:
    for column in ("themes", "contact_date", "agreed_words_consented_at", "row_check"):
        with pytest.raises(IntakeError, match="longer than 2000") as caught:
            seen(row(1, **{column: "a-" * 1_001}))
        assert caught.value.where == f"1:{column}"


def test_rows_of_unequal_shape_are_refused() -> None:
    with pytest.raises(IntakeError):
        seen(row(1), row(2) | {"more": ""})


def test_no_rows_and_too_many_rows_are_refused() -> None:
    with pytest.raises(IntakeError):
        seen()
    with pytest.raises(IntakeError, match="500"):
        seen(*(row(1, version=str(n)) for n in range(1, 502)))
    assert len(seen(*(row(1, version=str(n)) for n in range(1, 501))).matched) == 500


@pytest.mark.parametrize(
    "roster",
    [
        [ROSTER[0], RosterEntry(2, REFS[0], WORDS[1])],
        [ROSTER[0], RosterEntry(2, REFS[1], WORDS[0])],
        [ROSTER[0], RosterEntry(1, REFS[1], WORDS[1])],
        [RosterEntry(1, REFS[0], "")],
        [RosterEntry(1, REFS[0].lower(), WORDS[0])],
    ],
)
def test_a_roster_with_a_shared_identifier_matches_nothing_at_all(
    roster: list[RosterEntry],
) -> None:
    with pytest.raises(ValueError):
        match([row(1)], roster, COHORT, W1, W2)


def test_an_old_file_cannot_undo_what_a_newer_one_said() -> None:
    fresh = seen(row(1), row(2, version="3"), row(3), row(4))
    judged = against_earlier(
        fresh,
        [
            Earlier("fb-01", 2, REFS[0]),
            Earlier("fb-02", 3, REFS[1]),
            Earlier("fb-03", 1, REFS[8]),
            Earlier("FB-04", 1, REFS[3]),
        ],
    )
    assert [r.reason for r in judged.rows] == ["duplicate", None, "duplicate", "duplicate"]
    assert judged.missing == (1, *range(3, 13))


def test_what_is_printed_of_a_preview_holds_no_words() -> None:
    preview = seen(l3(1), row(2, row_check=""))
    printed = json.dumps([r.public() for r in preview.rows])
    assert json.loads(printed) == [
        {"row": 1, "outcome": "matched", "seat": 1, "reason": None},
        {"row": 2, "outcome": "held_back", "seat": None, "reason": "row_check"},
    ]
    assert SECRET not in repr(preview) and "keep going" not in f"{preview}"
