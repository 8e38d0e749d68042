"""Erasing one participant leaves nothing of theirs that anybody could read, and all of the others.

Canaries lie in every sealed compartment for three participants; one of them is erased. Searched
are every stream through every key, every page of the open file and of its log as they decrypt,
the free ones included, and every file's raw bytes. The same search finds them all beforehand.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from sqlcipher3 import dbapi2

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import CaseRecord, SafeContact
from cara_facilitate.domain.feedback_rows import Extract, Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.journal import database as database_module
from cara_facilitate.journal.envelope import SEALED_COMPARTMENTS
from cara_facilitate.journal.keys import OpenKeys, open_keys
from cara_facilitate.services import erasing, holding, privacy
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import make_practice
from tests.privacy.raw_pages import library, pages_of_file, pages_of_log

SATURDAY = date(2026, 11, 28)
CLASSES = (
    "name",
    "word",
    "placed",
    "flag",
    "row",
    "record",
    "check",
    "override",
    "escalation",
    "draft",
)


def canary(ref: str, what: str) -> str:
    return f"zq-{what}-{ref}-otter velvet harbour"


@dataclass
class Place:
    """A practice store with canaries about three participants, and ways to look into its files."""

    desk: Desk
    cohort: str
    refs: tuple[str, ...]
    keys: OpenKeys
    opened: list[Desk] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.desk.folder

    def reopen(self) -> Desk:
        self.desk.close()
        self.desk = open_desk(self.folder, PRACTICE_PASSPHRASE)
        self.opened.append(self.desk)
        return self.desk

    def readable(self, desk: Desk | None = None) -> str:
        """All that any API of the store gives with every key it has."""
        used = desk or self.desk
        key = feedback_key(used.folder, PRACTICE_PASSPHRASE)
        found: list[str] = []
        for stream in used.streams():
            for opener in (None, key, used._key):
                found += [_words(event) for event in used.stream_events(stream, opener)]
        return "\n".join(found)

    def pages(self) -> bytes:
        """Every page of the file and of its log, decrypted: the free ones, and the free parts."""
        return b"".join(
            [
                *pages_of_file(self.folder / "store.db", self.keys.data_key),
                *pages_of_log(self.folder / "store.db-wal", self.keys.data_key),
            ]
        )

    def raw_rows(self, sql: str) -> list[tuple[Any, ...]]:
        raw = dbapi2.connect(str(self.folder / "store.db"), isolation_level=None)
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute(f"PRAGMA key = \"x'{self.keys.data_key.hex()}'\"")
        try:
            return list(raw.execute(sql))
        finally:
            raw.close()

    def own_payloads(self, ref: str) -> list[bytes]:
        """The sealed text of every entry about one participant, as it stands in the pages."""
        kids = self.desk.keys_of(ref)
        ids = holding.entries_of(self.desk, self.cohort, ref)
        rows = self.raw_rows("SELECT kid, lower(hex(id)), payload FROM event")
        return [text.encode() for kid, id_, text in rows if text and (kid in kids or id_ in ids)]

    def wrapped(self, ref: str) -> list[bytes]:
        """The wrapped private halves of one participant's keys."""
        kids = self.desk.keys_of(ref)
        rows = self.raw_rows("SELECT kid, wrapped FROM key")
        return [bytes(blob) for kid, blob in rows if kid in kids and blob is not None]


def _words(event: ev.Event) -> str:
    """An event as text, protected words too."""
    from cara_facilitate.journal.codec import _to_json

    return _to_json(event).decode()


def planted(ref: str, seat: int, cohort: str, at: datetime) -> list[ev.Event]:
    """A canary about one participant in every sealed compartment."""
    said = {what: canary(ref, what) for what in CLASSES}
    extract = Extract(
        *(f"fb-{seat}", 1, False, ref, True, date(2026, 12, 8), Level.L3, "none", False),
        *(Protected(said["row"]), (), Protected(said["row"])),
    )
    record = CaseRecord(
        *(f"fb-{seat}", 1, cohort, ref, "W-1"),
        safe_contact=SafeContact(Protected(said["record"])),
        summary=Protected(said["record"]),
    )
    words = Protected(said["override"])
    return [
        ev.RegisterEntered(ref, said["name"], said["name"], at),
        ev.CheckWordSet(ref, said["word"]),
        ev.PlacementRecorded(ref, "", "", None, "", None, "", (("note", said["placed"]),)),
        ev.FlagDescribed(f"FL-{seat}", ref, seat, "other", "same_day", said["flag"], "", at),
        ev.FeedbackRowStored("imp", f"item-{seat}", seat, extract),
        ev.FeedbackIndexed("imp", "0" * 32, f"item-{seat}", ref, seat, f"fb-{seat}", 1, "R1"),
        ev.FeedbackUsed(f"item-{seat}", f"fb-{seat}", True, said["check"], at),
        ev.CaseCheckWord(ref, said["check"], at),
        ev.CaseRecorded(record, "W-1", at),
        ev.CaseOverridden(ref, "fb-1", "life", "police", words, "no", words, "W-1", at),
        ev.CaseDrafted(ref, "record", f"fb-{seat}", 1, Protected(said["draft"]), at),
        ev.EscalationDescribed(
            f"ES-{seat}", ref, "fb-1", "weapon", Protected(said["escalation"]), at
        ),
        ev.EscalationNoted(f"ES-{seat}", ref, Protected(said["escalation"]), at),
    ]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    made = make_practice(folder, SATURDAY)
    made.extract.unlink()  # a practice store's own file for importing, in the open
    people = made.plan.people[:3]
    at = made.desk.clock.now()
    for person in people:
        for event in planted(person.ref, person.seat, made.plan.cohort, at):
            made.desk.record(made.plan.cohort, [event])
    assert made.desk.flush(20)
    keys = open_keys(folder, PRACTICE_PASSPHRASE)
    here = Place(made.desk, made.plan.cohort, tuple(p.ref for p in people), keys, [made.desk])
    yield here
    for desk in here.opened:
        desk.close()


needs_aes = pytest.mark.skipif(
    library() is None, reason="no libcrypto here to decrypt pages by hand with"
)


def test_a_canary_was_planted_in_every_sealed_compartment(place: Place) -> None:
    events = planted("WY26A-7K3M-6", 1, "WY26A", place.desk.clock.now())
    assert {event.COMPARTMENT for event in events} == SEALED_COMPARTMENTS
    seen = place.readable()
    for ref in place.refs:
        assert all(canary(ref, what) in seen for what in CLASSES)


@needs_aes
def test_one_erased_participant_is_gone_from_every_stream_page_and_log(place: Place) -> None:
    gone, *others = place.refs
    payloads, keys = place.own_payloads(gone), place.wrapped(gone)
    kept = [blob for ref in others for blob in (*place.own_payloads(ref), *place.wrapped(ref))]
    before = place.pages()
    assert len(payloads) >= 11 and len(keys) == 3
    assert all(_inside(blob, before) for blob in (*payloads, *keys, *kept)), "the search works"

    erasing.erase(place.desk, place.cohort, gone, "asked for in writing")

    after = place.pages()
    assert not any(_inside(blob, after) for blob in (*payloads, *keys))
    assert all(_inside(blob, after) for blob in kept)
    for opened_again in (False, True):
        if opened_again:
            place.reopen()
        seen = place.readable()
        assert f"zq-name-{gone}" not in seen and not any(canary(gone, w) in seen for w in CLASSES)
        assert all(canary(ref, what) in seen for ref in others for what in CLASSES)
    assert place.desk._store.verify() == []
    everything = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    assert gone.encode() not in everything, "no file names the participant in the open"


def _inside(blob: bytes, pages: bytes) -> bool:
    """Whether a long enough part of it stands anywhere; pages break what overflows."""
    return any(blob[i : i + 40] in pages for i in range(0, max(1, len(blob) - 39), 40))


def test_what_was_sealed_to_the_erased_never_unwraps_again(place: Place) -> None:
    gone = place.refs[0]
    sealed = {
        (entry.kid, text)
        for name in holding.OWN_KEY
        for entry in place.desk.entries(f"{place.cohort}/{name}")
        if entry.kid in place.desk.keys_of(gone)
        for (text,) in place.raw_rows(f"SELECT payload FROM event WHERE id=x'{entry.id}'")
    }
    assert len(sealed) >= 6
    erasing.erase(place.desk, place.cohort, gone, "asked for in writing")
    store = place.desk._store
    openers = [store.seals.opener(place.keys.tier(tier)) for tier in ("desk", "feedback")]
    assert {opener(kid, text) for opener in openers for kid, text in sealed} == {None}
    assert place.wrapped(gone) == []
    with pytest.raises(CryptoError):
        SealedBox(PrivateKey.generate()).decrypt(b"x" * 80)
    with pytest.raises(StoreError, match="was erased"):
        place.desk.record(place.cohort, [ev.CaseCheckWord(gone, "lantern", _at(place))])
    with pytest.raises(StoreError, match="was erased"):
        place.desk.record(place.cohort, [ev.RegisterEntered(gone, "again", "", _at(place))])


def _at(place: Place) -> datetime:
    return place.desk.clock.now()


def test_an_earlier_backup_still_opens_and_the_report_says_until_when(
    place: Place, tmp_path: Path
) -> None:
    gone = place.refs[0]
    place.reopen().close()
    backup = tmp_path / "backup"
    shutil.copytree(place.folder, backup)
    desk = place.reopen()
    erasing.erase(desk, place.cohort, gone, "asked for in writing")
    [told] = privacy.report(desk, place.cohort)
    today = desk.clock.now().date()
    assert told.backups_until == today + timedelta(days=30)
    assert [one.ref for one in told.erased] == [gone]
    earlier = open_desk(backup, PRACTICE_PASSPHRASE)
    place.opened.append(earlier)
    key = feedback_key(backup, PRACTICE_PASSPHRASE)
    rows = earlier.sealed(place.cohort, "feedback", key)
    assert any(canary(gone, "row") in _words(event) for event in rows), "so it must expire"


def test_an_earlier_backups_keys_open_nothing_of_the_store_as_it_is_now(place: Place) -> None:
    """The sealed text is blanked as well: an old key and a new file together give nothing."""
    gone = place.refs[0]
    erasing.erase(place.desk, place.cohort, gone, "asked for in writing")
    assert place.own_payloads(gone) == []
    kids = place.desk.keys_of(gone)
    left = place.raw_rows("SELECT kid, payload FROM event WHERE kid IS NOT NULL")
    assert [text for kid, text in left if kid in kids and text is not None] == []


Stop = Callable[[pytest.MonkeyPatch], None]


def _before_blanking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "blank_all", _stopped)


def _before_the_keys(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Desk, "erase", _stopped)


def _before_the_sweep(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(database_module.Database, "sweep", _stopped)


def _stopped(*_: object, **__: object) -> None:
    raise StoreError("The disk is full.")


@needs_aes
@pytest.mark.parametrize("stop", [_before_blanking, _before_the_keys, _before_the_sweep])
def test_an_erasure_that_stopped_half_way_is_finished_at_the_next_opening(
    place: Place, monkeypatch: pytest.MonkeyPatch, stop: Stop
) -> None:
    gone = place.refs[0]
    traces = [*place.own_payloads(gone), *place.wrapped(gone)]
    with monkeypatch.context() as patch:
        stop(patch)
        with pytest.raises(StoreError, match="full"):
            erasing.erase(place.desk, place.cohort, gone, "asked for in writing")
    desk = place.reopen()
    assert desk.erased(gone)
    assert not any(_inside(blob, place.pages()) for blob in traces)
    assert not any(canary(gone, what) in place.readable() for what in CLASSES)
    assert desk._store.verify() == []


def test_what_could_not_be_finished_is_said_at_every_opening_until_it_is(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _before_the_keys(patch)
        with pytest.raises(StoreError):
            erasing.erase(place.desk, place.cohort, place.refs[0], "asked for in writing")
        said = place.reopen().warnings
        assert any("is not erased yet" in one for one in said)
        assert not any(place.refs[0] in one for one in said)
    assert not any("is not erased yet" in one for one in place.reopen().warnings)


def test_old_pages_that_cannot_be_cleared_are_said_at_opening_and_cleared_at_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _before_the_sweep(patch)
        with pytest.raises(StoreError):
            erasing.erase(place.desk, place.cohort, place.refs[0], "asked for in writing")
        assert any("not cleared yet" in one for one in place.reopen().warnings)
    assert not any("not cleared yet" in one for one in place.reopen().warnings)
    assert not place.desk._store._database.sweep_is_due


def test_the_same_participant_is_not_erased_twice_nor_somebody_unknown(place: Place) -> None:
    erasing.erase(place.desk, place.cohort, place.refs[0], "asked for in writing")
    with pytest.raises(Refusal, match="already"):
        erasing.erase(place.desk, place.cohort, place.refs[0], "again")
    for wrong in ("", "WY26A-0000-0", place.refs[1].lower()):
        with pytest.raises(Refusal, match="no such participant"):
            erasing.erase(place.desk, place.cohort, wrong, "a slip")
    with pytest.raises(Refusal, match="nothing of such a cohort"):
        erasing.erase(place.desk, "LE26B", place.refs[1], "a slip")
