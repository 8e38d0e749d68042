"""Neither a stored row's length nor the size of any file of the store tells words from silence.

Two copies of one store take in an extract each: one in which nobody was reached, one with as
many words as a row may hold.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt, CaseRecord, SafeContact
from cara_facilitate.domain.feedback_rows import COLUMNS, Level, row_check
from cara_facilitate.domain.plan import CohortPlan, PlannedPerson
from cara_facilitate.domain.protected import Protected
from cara_facilitate.journal import codec
from cara_facilitate.journal.envelope import SEALED_COMPARTMENTS, StoredEvent
from cara_facilitate.journal.keys import open_keys
from cara_facilitate.journal.sealing import ROOM, TIER_OF, seal
from cara_facilitate.services import feedback_import
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import make_practice, write_extract
from tests.services.conftest import hold_workshop_one

SATURDAY = date(2026, 11, 28)
FILES = ("store.db", "store.db-wal", "store.db-shm")
LONGEST = {"summary": "w" * 400, "agreed_words": "a" * 200, "themes": "saying-hearing"}
MOMENT = "2026-12-20T10:00:00+00:00"


@dataclass(frozen=True)
class Twin:
    """One of two copies of a store, open."""

    desk: Desk
    plan: CohortPlan

    def rows(self, sql: str, *args: str) -> list[tuple[Any, ...]]:
        raw = dbapi2.connect(str(self.desk.folder / "store.db"), isolation_level=None)
        key = open_keys(self.desk.folder, PRACTICE_PASSPHRASE).data_key
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        try:
            return list(raw.execute(sql, args))
        finally:
            raw.close()

    def lengths(self, compartment: str) -> list[tuple[str, int]]:
        sql = "SELECT type, length(payload) FROM event WHERE stream LIKE ? ORDER BY pos"
        return self.rows(sql, f"%/{compartment}")

    def sizes(self) -> dict[str, int]:
        return {name: (self.desk.folder / name).stat().st_size for name in FILES}

    def take_in(self, words: bool) -> None:
        path = self.desk.folder / "extract.csv"
        write_extract(path, [_row(self.plan, one, words) for one in self.plan.people])
        seen = feedback_import.preview(self.desk, self.plan.cohort, path)
        path.unlink()
        assert seen.matched == len(self.plan.people)
        feedback_import.confirm(self.desk, seen, "F-LEAD1")


def _row(plan: CohortPlan, person: PlannedPerson, words: bool) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "") | {
        "feedback_id": f"fb-{person.seat:02d}",
        "version": "1",
        "withdrawn": "no",
        "cohort_id": plan.cohort,
        "participant_ref": person.ref,
        "check_word": person.check_word,
        "contact_attempted": "yes" if words else "no",
        "contact_date": (plan.workshops[0].date + timedelta(9)).isoformat() if words else "",
        "disclosure_level": "L3" if words else "L0",
        "safety_cue": "call_manager_first" if words else "none",
        "escalation_open": "yes" if words else "no",
        "agreed_words_reread": "yes" if words else "no",
    }
    if words:
        row |= LONGEST | {
            "agreed_words_consented_at": MOMENT,
            "agreed_words_reconfirmed_at": MOMENT,
        }
    return row | {"row_check": row_check(row)}


@pytest.fixture
def twins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Twin, Twin]]:
    """Two open copies of a practice store after workshop one."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir(mode=0o700)
    made = make_practice(first, SATURDAY)
    hold_workshop_one(made)
    made.desk.close()
    shutil.copytree(first, second)
    desks = [open_desk(folder, PRACTICE_PASSPHRASE) for folder in (first, second)]
    for desk in desks:  # the log takes its usual size before the first entry
        read = ev.PrivateViewOpened("register", "F-LEAD1", desk.clock.now())
        desk.record(made.plan.cohort, [read], wait=True)
    yield Twin(desks[0], made.plan), Twin(desks[1], made.plan)
    for desk in desks:
        desk.close()


def _record(ref: str, words: bool, at: Any) -> CaseRecord:
    if not words:
        return CaseRecord("fb-1", 1, "WY26A", ref, "W-1")
    heard = Protected("w" * 400)
    return CaseRecord(
        *("fb-1", 1, "WY26A", ref, "W-1"),
        safe_contact=SafeContact(heard, Protected("Monday"), Protected("after ten")),
        attempts=tuple(Attempt(at, "telephone", "spoken") for _ in range(6)),
        outcome="completed",
        negative=("physical", "retaliation"),
        level=Level.L3,
        summary=heard,
        agreed_words=Protected("a" * 200),
    )


def test_an_import_of_words_and_one_of_silence_leave_the_same_sizes(
    twins: tuple[Twin, Twin],
) -> None:
    silent, spoken = twins
    before = silent.sizes()
    assert before == spoken.sizes()
    silent.take_in(words=False)
    spoken.take_in(words=True)
    for compartment in SEALED_COMPARTMENTS:
        assert silent.lengths(compartment) == spoken.lengths(compartment), compartment
    assert len({size for _, size in spoken.lengths("feedback")}) == 1
    # The write-ahead log is read before anything moves it; then every file at rest.
    assert silent.sizes() == spoken.sizes()
    pages = [twin.rows("PRAGMA page_count") for twin in twins]
    assert pages[0] == pages[1]
    for twin in twins:
        twin.desk.close()
    at_rest = [(twin.desk.folder / "store.db").stat().st_size for twin in twins]
    assert at_rest[0] == at_rest[1]
    assert at_rest[0] > before["store.db"], "the import did reach the file"


def test_a_workers_records_take_the_same_place_whatever_was_said(
    twins: tuple[Twin, Twin],
) -> None:
    for twin, words in zip(twins, (False, True), strict=True):
        desk, cohort = twin.desk, twin.plan.cohort
        at = desk.clock.now()
        kept = ev.CaseRecorded(_record(twin.plan.people[0].ref, words, at), "W-1", at)
        desk.record(cohort, [kept], wait=True)
    assert twins[0].lengths("casework") == twins[1].lengths("casework") != []
    assert twins[0].sizes() == twins[1].sizes()


def test_who_says_agreed_words_and_that_they_were_said_take_the_same_place_as_nobody(
    twins: tuple[Twin, Twin],
) -> None:
    for twin, who in zip(twins, ("", "F-LEAD1"), strict=True):
        at, ref = twin.desk.clock.now(), twin.plan.people[0].ref
        told: list[ev.Event] = [
            ev.FeedbackSpeakerNamed(ref, 1, who, "F-CO2", at),
            ev.FeedbackUsed("0123456789abcdef", "fb-01", bool(who), "F-CO2", at, who),
        ]
        twin.desk.record(twin.plan.cohort, told, wait=True)
    assert twins[0].lengths("register") == twins[1].lengths("register") != []
    assert twins[0].sizes() == twins[1].sizes()


def test_without_the_filling_the_same_words_would_show(
    twins: tuple[Twin, Twin], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: this is what the lengths above would have seen."""
    monkeypatch.setattr(codec, "fill", lambda _compartment, plain: plain)
    twins[0].take_in(words=False)
    twins[1].take_in(words=True)
    assert twins[0].lengths("feedback") != twins[1].lengths("feedback")


def test_every_sealed_compartment_is_filled_up_and_read_back_unchanged(
    twins: tuple[Twin, Twin],
) -> None:
    assert set(ROOM) == SEALED_COMPARTMENTS == set(TIER_OF)
    desk, plan = twins[0].desk, twins[0].plan
    ref, at = plan.people[0].ref, desk.clock.now()
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    for words in ("x", "\u0416" * 280):
        event = ev.FlagDescribed("FL-7K3M6", ref, 1, "other", "same_day", words, words, at)
        desk.record(plan.cohort, [event], wait=True)
        assert event in desk.sealed(plan.cohort, "risk")
        kept = ev.CaseCheckWord(ref, words, at)
        desk.record(plan.cohort, [kept], wait=True)
        assert kept in desk.sealed(plan.cohort, "casework", key)
    assert len({size for _, size in twins[0].lengths("risk")}) == 1


def test_what_was_stored_before_anything_was_filled_up_is_still_read(
    twins: tuple[Twin, Twin],
) -> None:
    event = ev.CheckWordSet("WY26A-7K3M-6", "lantern")
    store = twins[0].desk._store
    kid, public = store.seals.recipient("register")
    short = seal(public, b'{"ref":"WY26A-7K3M-6","word":"lantern"}').decode()
    old = StoredEvent(
        *(0, "WY26A/register", "00" * 16, 1, "00" * 16, 1, "F-LEAD1"),
        *("register.check_word", 1, short, b"s", b"p", b"h", kid),
    )
    keys = open_keys(twins[0].desk.folder, PRACTICE_PASSPHRASE)
    assert codec.decode(old, store.seals.opener(keys.tier("desk"))) == event


def test_a_text_beyond_the_room_takes_whole_rooms_more() -> None:
    from cara_facilitate.journal.sealing import fill

    sizes = {len(fill("feedback", b"x" * length)) for length in (1, 4095, 4096, 4097, 9000)}
    assert sizes == {4096, 8192, 12288}
    with pytest.raises(KeyError):
        fill("delivery", b"x")
