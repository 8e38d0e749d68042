"""The writer never makes a press wait, keeps the order, and loses nothing while the disk fails."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cara_facilitate.errors import CaraError, StoreError
from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.store import Store
from cara_facilitate.journal.writer import Writer

Note = Callable[..., Draft]


class Screen:
    """Notes what the writer tells it, in order."""

    def __init__(self) -> None:
        self.saved: list[object] = []
        self.failed: list[tuple[object, CaraError]] = []
        self.threads: set[str] = set()
        self.told_of_failure = threading.Event()

    def on_saved(self, token: object) -> None:
        self.threads.add(threading.current_thread().name)
        self.saved.append(token)

    def on_failed(self, token: object, error: CaraError) -> None:
        self.failed.append((token, error))
        self.told_of_failure.set()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def writer(store: Store, screen: Screen) -> Iterator[Writer]:
    made = Writer(store, screen.on_saved, screen.on_failed)
    yield made
    made.close(5)


@pytest.fixture
def full_disk(store: Store, note: Note) -> Iterator[Callable[[], None]]:
    """The kernel refuses every byte, also in the log's own room; the yielded call ends that."""
    store.append([note("before the disk was full")])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))

    def free() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    yield free
    free()


def words_in(store: Store) -> list[str]:
    return [str(event.payload)[10:-2] for event in store.read("WY26A/delivery")]


def test_everything_submitted_is_saved_in_order_under_the_ids_given(
    store: Store, writer: Writer, screen: Screen, note: Note
) -> None:
    ids = [writer.submit([note(str(n))], n)[0] for n in range(100)]
    assert writer.flush(20)
    assert screen.saved == list(range(100))
    assert [event.id for event in store.read("WY26A/delivery")] == ids
    assert screen.threads == {"journal writer"}
    assert store.verify() == []


def test_a_batch_is_saved_whole_with_ids_in_its_order(
    store: Store, writer: Writer, note: Note
) -> None:
    ids = writer.submit([note("a"), note("b", "WY26A/review"), note("c")], "one")
    assert writer.flush(20)
    [a, c] = store.read("WY26A/delivery")
    [b] = store.read("WY26A/review")
    assert ids == [a.id, b.id, c.id]


def test_saved_is_said_only_when_the_entry_can_be_read_back(store: Store, note: Note) -> None:
    seen: list[list[str]] = []
    writer = Writer(store, lambda _token: seen.append(words_in(store)), lambda _t, _e: None)
    for n in range(5):
        writer.submit([note(str(n))], n)
    assert writer.close() == []
    assert all(str(n) in held for n, held in enumerate(seen))
    assert len(seen) == 5


def test_submitting_does_not_wait_for_a_disk_that_does_not_answer(
    place: Any, store: Store, writer: Writer, screen: Screen, note: Note
) -> None:
    blocker = place.raw()
    blocker.execute("BEGIN IMMEDIATE")
    began = time.perf_counter()
    for n in range(100):
        writer.submit([note(str(n))], n)
    took = time.perf_counter() - began
    assert screen.saved == []
    assert writer.pending == 100
    assert took < 1.0, "the engine waits five seconds for the lock, the caller never does"
    blocker.execute("ROLLBACK")
    blocker.close()
    assert writer.flush(20)
    assert screen.saved == list(range(100))


def test_a_full_disk_is_told_and_loses_nothing(
    store: Store,
    writer: Writer,
    screen: Screen,
    note: Note,
    full_disk: Callable[[], None],
) -> None:
    for n in range(6):
        writer.submit([note(str(n) * 2000)], n)
    assert screen.told_of_failure.wait(10)
    token, error = screen.failed[0]
    assert token == 0
    assert isinstance(error, StoreError)
    assert "paper" in error.hint
    assert "000" not in error.sentence()
    assert screen.saved == []
    assert writer.waiting() == list(range(6))
    assert words_in(store) == ["before the disk was full"]
    full_disk()
    writer.retry()
    assert writer.flush(10)
    assert screen.saved == list(range(6))
    assert words_in(store)[1:] == [str(n) * 2000 for n in range(6)]
    assert store.verify() == []


def test_it_tries_again_by_itself(
    store: Store,
    writer: Writer,
    screen: Screen,
    note: Note,
    full_disk: Callable[[], None],
) -> None:
    writer.submit([note("x" * 2000)], "one")
    assert screen.told_of_failure.wait(10)
    full_disk()
    assert writer.flush(10)
    assert screen.saved == ["one"]


def test_every_failed_try_is_told_for_the_oldest_batch_only(
    writer: Writer, screen: Screen, note: Note, full_disk: Callable[[], None]
) -> None:
    for n in range(3):
        writer.submit([note("x" * 2000)], n)
    for tries in range(1, 4):
        assert screen.told_of_failure.wait(10)
        screen.told_of_failure.clear()
        assert {token for token, _ in screen.failed} == {0}
        assert len(screen.failed) >= tries
        writer.retry()
    full_disk()


def test_flush_says_when_the_time_ran_out(
    writer: Writer, note: Note, full_disk: Callable[[], None]
) -> None:
    writer.submit([note("x" * 2000)], "one")
    assert writer.flush(0.2) is False
    full_disk()
    assert writer.flush(10) is True


def test_closing_names_what_could_not_be_saved(
    place: Any, store: Store, screen: Screen, note: Note, full_disk: Callable[[], None]
) -> None:
    writer = Writer(store, screen.on_saved, screen.on_failed)
    for n in range(3):
        writer.submit([note("x" * 2000)], n)
    assert writer.close(0.5) == [0, 1, 2]
    full_disk()
    with pytest.raises(StoreError, match="closing"):
        writer.submit([note("late")], 4)
    store.close()
    assert words_in(place.open()) == ["before the disk was full"]


def test_a_batch_that_was_saved_after_all_is_not_saved_twice(store: Store, note: Note) -> None:
    """A commit may reach the disk and still be reported as failed; the next try finds it there."""
    events = store.prepare([note("a"), note("b")])
    store.commit(events)
    store.commit(events, again=True)
    assert len(store.read("WY26A/delivery")) == 2
    store.commit(store.prepare([note("c")]))
    assert store.verify() == []


def test_an_entry_under_a_taken_id_is_refused_and_the_first_one_stays(
    store: Store, note: Note
) -> None:
    from dataclasses import replace

    [first] = store.append([note("a")])
    [second] = store.prepare([note("b")])
    with pytest.raises(StoreError):
        store.commit([replace(second, id=first.id)], again=True)
    assert store.read("WY26A/delivery") == [first]


def test_appending_past_a_waiting_writer_is_refused_to_keep_the_order(
    place: Any, store: Store, writer: Writer, note: Note
) -> None:
    blocker = place.raw()
    blocker.execute("BEGIN IMMEDIATE")
    writer.submit([note("first")], 1)
    with pytest.raises(StoreError, match="not saved yet"):
        store.append([note("second")])
    blocker.execute("ROLLBACK")
    blocker.close()
    assert writer.flush(20)
    store.append([note("second")])
    assert words_in(store) == ["first", "second"]


def test_a_draft_that_can_never_be_stored_is_refused_at_once(
    store: Store, writer: Writer, screen: Screen, note: Note
) -> None:
    with pytest.raises(StoreError, match="unsealed"):
        writer.submit([note("fine"), note("words", "WY26A/feedback")], "bad")
    writer.submit([note("good")], "good")
    assert writer.flush(10)
    assert screen.saved == ["good"]
    assert screen.failed == []
    assert words_in(store) == ["good"]


def test_a_faulty_screen_does_not_stop_the_saving_and_is_not_hushed_up(
    store: Store, note: Note
) -> None:
    def faulty(token: object) -> None:
        raise LookupError(f"no widget for {token}")

    writer = Writer(store, faulty, lambda _token, _error: None)
    for n in range(3):
        writer.submit([note(str(n))], n)
    with pytest.raises(LookupError, match="no widget for 0"):
        while not writer.flush(10):
            pass
    assert writer.close() == []
    assert words_in(store) == ["0", "1", "2"]


def test_an_older_copy_is_noticed_even_if_the_session_was_never_closed(
    place: Any, store: Store, writer: Writer, note: Note
) -> None:
    writer.submit([note("first")], 1)
    assert writer.flush(10)
    store.checkpoint()
    copy = (place.folder / "store.db").read_bytes()
    writer.submit([note("second")], 2)
    assert writer.flush(10)
    mark = (place.folder / "heads.json").read_bytes()
    writer.close(5)
    store.close()
    (place.folder / "store.db").write_bytes(copy)
    (place.folder / "heads.json").write_bytes(mark)
    assert [warning.code for warning in place.open().warnings] == ["rolled_back"]


def test_several_threads_may_submit_and_every_chain_stays_whole(
    store: Store, writer: Writer, screen: Screen, note: Note
) -> None:
    def press(letter: str) -> None:
        for n in range(25):
            writer.submit([note(f"{letter}{n}")], f"{letter}{n}")

    presses = [threading.Thread(target=press, args=(letter,)) for letter in "abcd"]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert writer.flush(20)
    held = words_in(store)
    assert held == screen.saved
    for letter in "abcd":
        own = [word for word in held if word[0] == letter]
        assert own == [f"{letter}{n}" for n in range(25)]
    assert store.verify() == []


def test_the_log_has_its_room_before_the_first_save_and_a_day_fits_into_it(
    place: Any, store: Store, writer: Writer, note: Note
) -> None:
    writer.submit([note("first")], 0)
    assert writer.flush(10)
    log = place.folder / "store.db-wal"
    room = log.stat().st_size
    for n in range(100):
        writer.submit([note(str(n))], n)
    assert writer.flush(20)
    assert log.stat().st_size == room > 1_000_000
    assert len(words_in(store)) == 101
    assert store.read("room") == []


def test_a_disk_too_small_for_the_logs_room_takes_entries_all_the_same(
    place: Any, store: Store, screen: Screen, note: Note
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        writer = Writer(store, screen.on_saved, screen.on_failed)
        for n in range(5):
            writer.submit([note(str(n))], n)
        assert writer.flush(10)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert writer.close() == []
    assert screen.saved == list(range(5))
    assert screen.failed == []
    assert store.verify() == []
