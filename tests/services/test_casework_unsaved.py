"""A record that could not be saved, and casework that closes while something is under way."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import Refusal, StoreError
from cara_facilitate.journal.store import Store
from cara_facilitate.services import casework, escalation
from cara_facilitate.services.desk import Desk
from tests.domain.case_records import COHORT, REFS, sound
from tests.services.two_sides import key_of
from tests.services.worker import opened, worker_store

CANARY = "walnut harbour lantern"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A worker's store that knows every check word."""
    made = worker_store(home)
    yield made
    made.close()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set while the disk is full."""
    full, commit = threading.Event(), Store.commit

    def tried(store: Store, events: Sequence[object], again: bool = False) -> None:
        if full.is_set():
            raise StoreError("The disk is full.", "Write it on paper now.")
        commit(store, events, again=again)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "commit", tried)
    return full


def versions(desk: Desk) -> list[int]:
    kept = desk.sealed(COHORT, "casework", key_of(desk))
    return [event.record.version for event in kept if isinstance(event, ev.CaseRecorded)]


def test_saving_again_after_a_full_disk_makes_no_version_twice(
    desk: Desk, disk: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casework, "AGAIN_SECONDS", 0.3)
    id_ = casework.first_id(desk, REFS[0])
    record = sound(feedback_id=id_, children="concern")
    with opened(desk) as work:
        disk.set()
        for _ in range(3):
            with pytest.raises(StoreError, match="NOT SAVED"):
                casework.save(desk, work, record)
        disk.clear()
        raised = casework.save(desk, work, record)
        assert work.records[id_] == record
        assert versions(desk) == [1]
        assert raised == tuple(one.id for one in escalation.every(desk, COHORT))
        assert len(raised) == 1
        with pytest.raises(Refusal, match="next version"):
            casework.save(desk, work, record)


def test_what_was_changed_meanwhile_is_not_taken_for_what_was_queued(
    desk: Desk, disk: threading.Event
) -> None:
    record = sound(feedback_id=casework.first_id(desk, REFS[0]))
    with opened(desk) as work:
        disk.set()
        with pytest.raises(StoreError):
            casework.save(desk, work, record)
        disk.clear()
        changed = replace(record, summary=Protected(CANARY))
        with pytest.raises(Refusal, match="next version"):
            casework.save(desk, work, changed)
        casework.save(desk, work, replace(changed, version=2))
    assert versions(desk) == [1, 2]


@pytest.mark.parametrize("step", [1, 2, 3])
def test_casework_that_closes_while_it_is_read_stays_closed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    work, asked, calls = opened(desk), casework.Casework._open_key, list[str]()
    closing = threading.Thread(target=work.close)

    def closed_just_after(self: casework.Casework) -> object:
        key = asked(self)
        calls.append("asked")
        if len(calls) == step:
            closing.start()
            closing.join(0.2)  # at the last step it has to wait for the reading
        return key

    with monkeypatch.context() as locked, contextlib.suppress(Refusal):
        locked.setattr(casework.Casework, "_open_key", closed_just_after)
        work.refresh(desk)
    closing.join()
    assert len(calls) >= step and not work.check_words
    with pytest.raises(Refusal, match="closed"):
        work.refresh(desk)


def test_casework_that_closes_while_it_is_saved_takes_no_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, record = opened(desk), desk.record
    made = sound(feedback_id=casework.first_id(desk, REFS[0]), summary=Protected(CANARY))

    def locked(*arguments: object, **more: object) -> object:
        done = record(*arguments, **more)  # type: ignore[arg-type]
        work.close()
        return done

    monkeypatch.setattr(desk, "record", locked)
    casework.save(desk, work, made)
    assert not work.records and not work.versions
    assert versions(desk) == [1]
