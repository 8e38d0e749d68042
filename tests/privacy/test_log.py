"""The journal is the only log: typed fields, times with offset, reads recorded, no other file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.errors import StoreError
from cara_facilitate.journal.codec import decode, encode
from cara_facilitate.journal.envelope import StoredEvent
from cara_facilitate.services import reading
from cara_facilitate.services.rehearse import Practice, make_practice

KNOWN_FILES = {
    "store.db", "store.db-wal", "store.db-shm", "store.lock", "keys.json", "heads.json",
    "tries.json", "reserve", "practice-store", "practice-clock", "practice-extract.csv",
    "settings.toml",
}  # fmt: skip


@pytest.fixture
def practice(tmp_path: Path):
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    made = make_practice(folder, date(2026, 11, 28))
    yield made
    made.desk.close()


def stored(payload: str) -> StoredEvent:
    kind = ev.PrivateViewOpened
    return StoredEvent(
        1, "WY26A/delivery", "00" * 16, 1, "00" * 16, 1, "F-LEAD1", kind.TYPE, kind.VERSION,
        payload, b"s", b"p", b"h",
    )  # fmt: skip


def test_an_unknown_field_raises(practice: Practice):
    opened = ev.PrivateViewOpened("briefing", "F-CO2", practice.desk.clock.now())
    fields = json.loads(encode(opened).payload)
    assert decode(stored(json.dumps(fields))) == opened
    with pytest.raises(StoreError) as refused:
        decode(stored(json.dumps(fields | {"words": "zq-V-P07"})))
    assert "zq-V" not in refused.value.sentence()


def test_a_time_carries_its_offset(practice: Practice):
    payload = encode(ev.PrivateViewOpened("note", "F-CO2", practice.desk.clock.now())).payload
    at = json.loads(payload)["at"]
    assert at.endswith("Z") or at[-6] in "+-"


def test_a_read_is_recorded_with_who_and_which_view_and_nothing_else(practice: Practice):
    cohort = practice.plan.cohort
    reading.note_read(practice.desk, cohort, "briefing", "F-CO2")
    assert practice.desk.flush(10)
    read = practice.desk.stream_events(f"{cohort}/delivery")[-1]
    assert isinstance(read, ev.PrivateViewOpened)
    assert (read.view, read.facilitator) == ("briefing", "F-CO2")
    assert set(ev.PrivateViewOpened.__dataclass_fields__) == {"view", "facilitator", "at"}
    with pytest.raises(ValueError, match="no such private view"):
        reading.note_read(practice.desk, cohort, "anything\nelse", "F-CO2")


def test_the_store_keeps_no_other_file_and_no_name_says_anything(practice: Practice):
    assert practice.desk.flush(10), "while it saves, the new mark stands beside the old one"
    names = {path.name for path in practice.desk.folder.iterdir()}
    assert names <= KNOWN_FILES
    for path in practice.desk.folder.iterdir():
        if path.name not in ("practice-extract.csv", "practice-clock"):
            assert path.stat().st_mode & 0o077 == 0, path.name
