"""Somebody who holds the key and rewrites the tables is found out by the chain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.store import Store

Note = Callable[..., Draft]
TRIGGERS = ("event_stays", "event_only_blanked", "event_follows")


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE event SET payload='{}' WHERE seq=3", "entry 3: its text was altered"),
        ("UPDATE event SET actor='F-CO2' WHERE seq=3", "entry 3: it does not follow"),
        ("UPDATE event SET type='other' WHERE seq=3", "entry 3: it does not follow"),
        ("UPDATE event SET hlc=hlc+1 WHERE seq=3", "entry 3: it does not follow"),
        ("UPDATE event SET id=zeroblob(16) WHERE seq=3", "entry 3: it does not follow"),
        ("UPDATE event SET hash=zeroblob(32) WHERE seq=3", "entry 4: it does not follow"),
        ("UPDATE event SET stream='WY26B/delivery' WHERE seq=3", "entry 3 is missing before it"),
        ("DELETE FROM event WHERE seq=3", "entry 3 is missing before it"),
        ("UPDATE event SET salt=zeroblob(16) WHERE seq=3", "entry 3: its text was altered"),
    ],
)
def test_a_rewritten_table_is_found_out(
    place: Any, store: Store, note: Note, sql: str, sentence: str
) -> None:
    store.append([note(f"zq-secret {n}") for n in range(5)])
    assert store.verify() == []
    raw = place.raw()
    for trigger in TRIGGERS:
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute(sql)
    raw.close()
    found = store.verify()
    assert any(sentence in line for line in found), found
    assert not any("zq-secret" in line for line in found)


def test_two_entries_that_changed_places_are_found_out(
    place: Any, store: Store, note: Note
) -> None:
    store.append([note(f"word {n}") for n in range(5)])
    raw = place.raw()
    for trigger in TRIGGERS:
        raw.execute(f"DROP TRIGGER {trigger}")
    raw.execute("CREATE TEMP TABLE was AS SELECT seq, payload, salt, phash FROM event")
    for one, other in ((2, 4), (4, 2)):
        raw.execute(
            "UPDATE event SET (payload, salt, phash) ="
            " (SELECT payload, salt, phash FROM was WHERE seq=?) WHERE seq=?",
            (one, other),
        )
    raw.close()
    assert len(store.verify()) >= 2


def test_an_end_cut_off_is_found_on_opening_if_not_by_the_chain(
    place: Any, store: Store, note: Note
) -> None:
    store.append([note(f"word {n}") for n in range(5)])
    store.close()
    raw = place.raw()
    raw.execute("DROP TRIGGER event_stays")
    raw.execute("DELETE FROM event WHERE seq=5")
    raw.close()
    again = place.open()
    assert [warning.code for warning in again.warnings] == ["rolled_back"]
    assert "at least 1 later entry is" in again.warnings[0].message
