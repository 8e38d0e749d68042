"""An older copy of the store that was put back is noticed, told, and does no further harm."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.store import MARK_EVERY, Store

Note = Callable[..., Draft]


@pytest.fixture
def rolled_back(place: Any, store: Store, note: Note) -> Any:
    """A store with five entries, put back to when it had two."""
    store.append([note("1"), note("2")])
    store.close()
    shutil.copy(place.folder / "store.db", place.folder.parent / "copy.db")
    later = place.open()
    later.append([note("3"), note("4"), note("5")])
    later.close()
    shutil.copy(place.folder.parent / "copy.db", place.folder / "store.db")
    return place


def test_an_older_copy_is_told_with_how_much_is_missing(rolled_back: Any) -> None:
    [warning] = rolled_back.open().warnings
    assert warning.code == "rolled_back"
    assert "at least 3 later entries" in warning.message
    assert warning.hint


def test_an_older_copy_works_and_goes_on_under_a_new_device_id(
    rolled_back: Any, note: Note
) -> None:
    store = rolled_back.open()
    [old, _] = store.read("WY26A/delivery")
    store.append([note("after")])
    assert store.device != old.device
    assert [(event.device, event.seq) for event in store.read("WY26A/delivery")] == [
        (old.device, 1),
        (old.device, 2),
        (store.device, 1),
    ]


def test_the_warning_comes_once_and_verify_remembers(rolled_back: Any) -> None:
    rolled_back.open().close()
    store = rolled_back.open()
    assert store.warnings == ()
    assert store.verify() == ["An older copy of this store was put back at some time."]


def test_an_older_copy_with_new_entries_of_its_own_is_told_too(
    place: Any, rolled_back: Any, note: Note
) -> None:
    mark = (place.folder / "heads.json").read_bytes()
    (place.folder / "heads.json").unlink()
    elsewhere = rolled_back.open()
    elsewhere.append([note("x") for _ in range(9)])
    elsewhere.close()
    (place.folder / "heads.json").write_bytes(mark)
    assert [warning.code for warning in rolled_back.open().warnings] == ["rolled_back"]


def test_a_store_ahead_of_its_mark_is_no_rollback(place: Any, store: Store, note: Note) -> None:
    store.append([note("1")])
    store.close()
    mark = (place.folder / "heads.json").read_bytes()
    later = place.open()
    later.append([note("2")])
    later.close()
    (place.folder / "heads.json").write_bytes(mark)
    assert place.open().warnings == ()


def test_a_missing_or_damaged_mark_is_told_and_made_anew(
    place: Any, store: Store, note: Note
) -> None:
    store.append([note("1")])
    store.close()
    path = place.folder / "heads.json"
    whole = path.read_bytes()
    path.unlink()
    missing = place.open()
    assert [warning.code for warning in missing.warnings] == ["mark_missing"]
    missing.close()
    for damage in (b"", b"{}", whole[:-9], whole.replace(b"box", b"bax"), b"[" * 9000):
        path.write_bytes(damage)
        damaged = place.open()
        assert [warning.code for warning in damaged.warnings] == ["mark_damaged"]
        damaged.close()
    assert place.open().warnings == ()


def test_the_mark_moves_within_a_session_not_only_at_its_end(
    place: Any, store: Store, note: Note
) -> None:
    before = (place.folder / "heads.json").read_bytes()
    for _ in range(MARK_EVERY):
        store.append([note("1")])
    assert (place.folder / "heads.json").read_bytes() != before


def test_the_marks_size_does_not_tell_one_entry_from_twenty_streams(
    place: Any, store: Store, note: Note
) -> None:
    store.append([note("1")])
    store.checkpoint()
    small = (place.folder / "heads.json").stat().st_size
    store.append([note("1", f"WY26{letter}/delivery") for letter in "ABCDEFGHIJKLMNOPQRST"])
    store.checkpoint()
    assert (place.folder / "heads.json").stat().st_size == small
