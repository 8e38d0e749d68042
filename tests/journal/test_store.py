"""The store keeps what it was given, in order, for ever, and refuses everything else kindly."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlcipher3 import dbapi2

from cara_facilitate.errors import StoreError
from cara_facilitate.journal import database, migrations
from cara_facilitate.journal import store as store_module
from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.keys import KdfCost, create_keys
from cara_facilitate.journal.store import Store

Note = Callable[..., Draft]
MARKER = "zq-V-P07-K7QX4M he said I will"


@contextmanager
def no_file_may_grow_past(size: int) -> Iterator[None]:
    """The disk refuses for real: the kernel stops every write beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_went_in_comes_out_in_order_after_reopening(
    place: Any, store: Store, note: Note
) -> None:
    ids = [store.append([note(f"word {n}")])[0].id for n in range(40)]
    store.close()
    found = place.open().read("WY26A/delivery")
    assert [event.id for event in found] == ids
    assert [event.payload for event in found] == [f'{{"words":"word {n}"}}' for n in range(40)]
    assert [event.seq for event in found] == list(range(1, 41))
    assert [event.pos for event in found] == list(range(1, 41))
    assert {event.actor for event in found} == {"F-LEAD1"}


def test_an_append_returns_what_a_read_returns(store: Store, note: Note) -> None:
    made = store.append([note("a"), note("b")])
    assert store.read("WY26A/delivery") == made


def test_each_stream_has_a_chain_of_its_own(store: Store, note: Note) -> None:
    store.append([note("a"), note("b", "WY26B/delivery"), note("c"), note("d", "WY26A/review")])
    assert store.streams() == ["WY26A/delivery", "WY26A/review", "WY26B/delivery"]
    assert {stream: seq for (stream, _), (seq, _) in store.head().items()} == {
        "WY26A/delivery": 2,
        "WY26A/review": 1,
        "WY26B/delivery": 1,
    }
    assert store.verify() == []


def test_order_holds_when_the_clock_is_set_back_between_two_days(
    place: Any, store: Store, note: Note
) -> None:
    store.append([note("first")])
    store.close()
    place.clock.ms -= 86_400_000
    again = place.open()
    again.append([note("second")])
    assert [event.seq for event in again.read("WY26A/delivery")] == [1, 2]


def test_the_engine_runs_with_the_settings_that_survive_a_power_cut(store: Store) -> None:
    settings = {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL; 1 would be NORMAL, which loses acknowledged entries
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "recursive_triggers": 1,
        "temp_store": 2,
        "busy_timeout": 5000,
    }
    assert {name: store.pragma(name) for name in settings} == settings


def test_a_driver_that_does_not_encrypt_is_refused_before_anything_is_written(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "dbapi2", sqlite3)
    with pytest.raises(StoreError, match="does not encrypt"):
        place.create()
    assert not (place.folder / "store.db").exists()
    assert b"SQLite format 3" not in place.bytes_of_all_files()


def test_no_word_and_no_name_can_be_read_in_any_file(
    place: Any, store: Store, note: Note, tmp_path: Path
) -> None:
    store.append([note(f"{MARKER} {n}") for n in range(100)])
    for while_open in (True, False):
        raw = place.bytes_of_all_files()
        assert len(raw) > 20_000
        for secret in (
            MARKER.encode(),
            b"WY26A",
            b"delivery",
            b"test.noted",
            b"F-LEAD1",
            b"CREATE",
        ):
            assert secret not in raw
        if while_open:
            assert (place.folder / "store.db-wal").stat().st_size > 0
            store.close()
    plain = sqlite3.connect(tmp_path / "plain.db")
    plain.execute("CREATE TABLE event (payload TEXT)")
    plain.execute("INSERT INTO event VALUES (?)", (MARKER,))
    plain.commit()
    plain.close()
    assert MARKER.encode() in (tmp_path / "plain.db").read_bytes(), "the search itself works"


def test_every_file_is_the_owners_alone_even_with_a_careless_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys, _ = create_keys(tmp_path / "s", "correct horse", kdf=KdfCost.PRACTICE)
        store = store_module.create(tmp_path / "s", keys)
        store.append([Draft("WY26A/delivery", "F-LEAD1", "test.noted", 1, b"{}")])
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "s").iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert {"store.db", "store.db-wal", "keys.json", "heads.json", "store.lock"} <= set(modes)
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM event",
        "UPDATE event SET payload='{}'",
        "UPDATE event SET actor='somebody else'",
        "UPDATE event SET payload=NULL, salt=NULL, type='other'",
        "UPDATE event SET payload=NULL, salt=NULL, kid='other'",
        "UPDATE event SET payload=NULL, salt=NULL, sig=zeroblob(64)",
        "UPDATE event SET payload=NULL, salt=NULL, pos=99",
        "REPLACE INTO event SELECT * FROM event",
        "REPLACE INTO event SELECT pos,stream,device,2,randomblob(16),hlc,actor,type,ver,payload,"
        "salt,phash,hash,sig,kid FROM event",
        "INSERT INTO event SELECT NULL,stream,device,3,randomblob(16),hlc,actor,type,ver,payload,"
        "salt,phash,hash,sig,kid FROM event",
        "DELETE FROM key",
        "UPDATE key SET wrapped=zeroblob(81)",
        "UPDATE key SET public=zeroblob(32), wrapped=NULL",
    ],
)
def test_the_tables_themselves_refuse_to_lose_or_change_anything(
    place: Any, store: Store, note: Note, sql: str
) -> None:
    [made] = store.append([note("stays")])
    raw = place.raw()
    raw.execute("PRAGMA recursive_triggers=ON")
    with pytest.raises(dbapi2.IntegrityError, match=r"append only|gapless|UNIQUE"):
        raw.execute(sql)
    raw.close()
    assert store.read("WY26A/delivery") == [made]
    assert store.verify() == []


def test_blanking_takes_the_words_out_of_the_file_and_leaves_the_chain_whole(
    place: Any, store: Store, note: Note
) -> None:
    events = store.append([note(f"{MARKER} {n}") for n in range(5)])
    assert store.blank([events[1].id, events[3].id]) == 2
    found = store.read("WY26A/delivery")
    assert [event.payload is None for event in found] == [False, True, False, True, False]
    assert found[1].salt is None
    assert found[1].hash == events[1].hash
    assert store.verify() == []
    assert (place.folder / "store.db-wal").stat().st_size == 0, "no old page stays in the log"
    raw = place.raw()
    [(left,)] = raw.execute(
        "SELECT count(*) FROM event WHERE payload LIKE '%' || ? || '%'", (MARKER,)
    )
    raw.close()
    assert left == 3


@pytest.mark.parametrize(("secure_delete", "left"), [("ON", False), ("OFF", True)])
def test_under_our_settings_a_blanked_word_leaves_the_pages_themselves(
    tmp_path: Path, secure_delete: str, left: bool
) -> None:
    """Seen on plain SQLite, whose pages one can look into; OFF is the control."""
    plain = sqlite3.connect(tmp_path / "plain.db", isolation_level=None)
    for pragma in database.PRAGMAS:
        plain.execute(f"PRAGMA {pragma}")
    plain.execute(f"PRAGMA secure_delete={secure_delete}")
    for statement in (one for step in migrations.MIGRATIONS for one in step):
        plain.execute(statement)
    plain.execute(
        "INSERT INTO event VALUES (1,'s',zeroblob(16),1,randomblob(16),1,'a','t',1,?,zeroblob(16),"
        "zeroblob(32),zeroblob(32),NULL,NULL)",
        (MARKER * 20,),
    )
    plain.execute("UPDATE event SET payload=NULL, salt=NULL")
    plain.close()
    assert (MARKER.encode() in (tmp_path / "plain.db").read_bytes()) is left
    assert f"secure_delete={secure_delete}" in database.PRAGMAS or left


def test_blanking_something_that_is_not_there_blanks_nothing(store: Store, note: Note) -> None:
    [made] = store.append([note("stays")])
    with pytest.raises(StoreError, match="not in the store"):
        store.blank([made.id, "00" * 16])
    assert store.read("WY26A/delivery") == [made]


def test_an_append_the_disk_refuses_leaves_nothing_and_the_next_one_works(
    place: Any, store: Store, note: Note
) -> None:
    store.append([note("before")])
    room = (place.folder / "store.db-wal").stat().st_size
    with no_file_may_grow_past(room), pytest.raises(StoreError) as caught:
        store.append([note("x" * 3000, stream) for stream in ("WY26A/delivery", "WY26B/delivery")])
    assert "paper" in caught.value.hint
    assert "xxx" not in caught.value.sentence()
    assert [event.seq for event in store.read("WY26A/delivery")] == [1]
    assert store.read("WY26B/delivery") == []
    store.append([note("after")])
    assert [event.seq for event in store.read("WY26A/delivery")] == [1, 2]
    assert store.verify() == []


def test_a_sealed_compartment_takes_nothing_unsealed(store: Store, note: Note) -> None:
    for compartment in ("register", "placement", "risk", "feedback", "casework"):
        with pytest.raises(StoreError, match="unsealed"):
            store.append([note("fine"), note(MARKER, f"WY26A/{compartment}")])
    assert store.streams() == []
    store.append([note("the refused ones took no number")])
    assert store.verify() == []


@pytest.mark.parametrize(
    "draft",
    [
        Draft("", "F-LEAD1", "t", 1, b"{}"),
        Draft("WY26A/delivery", "", "t", 1, b"{}"),
        Draft("WY26A/delivery", "F-LEAD1", "t\x1b", 1, b"{}"),
        Draft("WY26A/delivery", "F-LEAD1", "t", 1, b"\xff"),
    ],
)
def test_an_improper_draft_is_refused_whole(store: Store, draft: Draft) -> None:
    with pytest.raises(StoreError):
        store.append([draft])
    assert store.head() == {}


def test_a_store_is_never_made_over_a_store(place: Any, store: Store, note: Note) -> None:
    store.append([note("kept")])
    store.close()
    with pytest.raises(StoreError, match="already"):
        place.create()
    assert len(place.open().read("WY26A/delivery")) == 1


def test_a_half_made_store_of_a_crash_is_no_store_and_is_no_hindrance(place: Any) -> None:
    (place.folder / "store.db.new").write_bytes(b"half a page")
    with pytest.raises(StoreError, match="no store"):
        place.open()
    assert place.create().verify() == []
    assert not (place.folder / "store.db.new").exists()


def test_other_keys_do_not_open_the_store(place: Any, store: Store, tmp_path: Path) -> None:
    store.close()
    others, _ = create_keys(tmp_path / "other", "correct horse", kdf=KdfCost.PRACTICE)
    with pytest.raises(StoreError, match="wrong key or damaged"):
        store_module.open_store(place.folder, others)


def test_an_emptied_file_is_not_taken_for_a_new_store(place: Any, store: Store) -> None:
    store.close()
    (place.folder / "store.db").write_bytes(b"")
    with pytest.raises(StoreError, match="empty"):
        place.open()


def test_a_store_file_that_is_a_link_is_refused(place: Any, store: Store, tmp_path: Path) -> None:
    store.close()
    (place.folder / "store.db").rename(tmp_path / "moved.db")
    (place.folder / "store.db").symlink_to(tmp_path / "moved.db")
    with pytest.raises(StoreError, match="link"):
        place.open()


def test_a_refused_opening_leaves_the_store_free_for_the_next(place: Any, store: Store) -> None:
    store.close()
    whole = (place.folder / "store.db").read_bytes()
    (place.folder / "store.db").write_bytes(whole[:5000])
    with pytest.raises(StoreError):
        place.open()
    (place.folder / "store.db").write_bytes(whole)
    assert place.open().verify() == []


def test_a_store_of_a_newer_program_is_left_alone(place: Any, store: Store) -> None:
    store.close()
    raw = place.raw()
    raw.execute(f"PRAGMA user_version={len(migrations.MIGRATIONS) + 1}")
    raw.close()
    with pytest.raises(StoreError, match="newer version"):
        place.open()


def test_a_store_of_an_older_program_is_brought_up_to_date_with_nothing_lost(
    place: Any, store: Store, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append([note("old")])
    store.close()
    step = ("CREATE TABLE later (x TEXT) STRICT",)
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, step))
    again = place.open()
    assert again.pragma("user_version") == len(migrations.MIGRATIONS)
    assert len(again.read("WY26A/delivery")) == 1
    assert again.verify() == []


def test_a_migration_that_fails_half_way_changes_nothing(
    place: Any, store: Store, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append([note("old")])
    store.close()
    broken = ("CREATE TABLE later (x TEXT) STRICT", "CREATE TABLE later (x TEXT) STRICT")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
        with pytest.raises(StoreError):
            place.open()
    again = place.open()
    assert again.pragma("user_version") == len(migrations.MIGRATIONS)
    assert len(again.read("WY26A/delivery")) == 1


class JournalMachine(RuleBasedStateMachine):
    """Any mixture of appending, blanking, checkpoints and reopening, against plain lists."""

    place: Any

    def __init__(self) -> None:
        super().__init__()
        self.store: Store = self.place.open()
        self.base = {stream: len(self.store.read(stream)) for stream in self.store.streams()}
        self.model: dict[str, list[tuple[str, str | None]]] = {}

    @rule(
        streams=st.lists(st.sampled_from(["A/delivery", "A/review", "B/delivery"]), max_size=4),
        words=st.text(st.characters(codec="utf-8"), max_size=20),
        back=st.integers(-100_000, 100_000),
    )
    def append(self, streams: list[str], words: str, back: int) -> None:
        self.place.clock.ms += back
        drafts = [Draft(stream, "F-LEAD1", "test.noted", 1, words.encode()) for stream in streams]
        for event in self.store.append(drafts):
            self.model.setdefault(event.stream, []).append((event.id, words))

    @precondition(lambda self: any(self.model.values()))
    @rule(data=st.data())
    def blank(self, data: st.DataObject) -> None:
        stream = data.draw(st.sampled_from(sorted(s for s, held in self.model.items() if held)))
        at = data.draw(st.integers(0, len(self.model[stream]) - 1))
        self.store.blank([self.model[stream][at][0]])
        self.model[stream][at] = (self.model[stream][at][0], None)

    @rule()
    def checkpoint(self) -> None:
        self.store.checkpoint()

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = self.place.open()
        assert self.store.warnings == ()

    @invariant()
    def the_store_holds_exactly_what_the_lists_hold(self) -> None:
        for stream, held in self.model.items():
            found = self.store.read(stream)[self.base.get(stream, 0) :]
            assert [(event.id, event.payload) for event in found] == held

    def teardown(self) -> None:
        assert self.store.verify() == []
        self.store.close()


def test_any_mixture_of_actions_keeps_exactly_what_was_given(place: Any) -> None:
    place.create().close()
    machine: Any = type("Machine", (JournalMachine,), {"place": place})
    case = machine.TestCase
    case.settings = settings(max_examples=15, stateful_step_count=20, deadline=None, database=None)
    case("runTest").runTest()
