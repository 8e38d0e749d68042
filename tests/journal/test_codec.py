"""Events come back exactly as they went in, old ones too; a bad one is refused by place alone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cara_facilitate.domain.event import REGISTRY, Event, stored
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import StoreError
from cara_facilitate.journal import codec
from cara_facilitate.journal.compartments import Compartments
from cara_facilitate.journal.envelope import StoredEvent
from cara_facilitate.journal.store import Store

SECRET = "zq-V-P07 he said I will"


@pytest.fixture(autouse=True)
def own_types() -> Iterator[None]:
    """Types of these tests, taken out again so that no other test meets them."""
    before = dict(REGISTRY)
    stored("probe.seen")(Seen)
    stored("probe.told", version=2, compartment="feedback")(Told)
    stored("probe.open", compartment="delivery")(Words)
    yield
    REGISTRY.clear()
    REGISTRY.update(before)


@dataclass(frozen=True, slots=True)
class Seen(Event):
    seat: int
    word: str
    at: datetime
    day: date | None
    seats: tuple[tuple[int, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inner:
    said: Protected
    yes: bool


@dataclass(frozen=True, slots=True)
class Told(Event):
    ref: str
    inner: Inner


@dataclass(frozen=True, slots=True)
class Words(Event):
    said: Protected


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
TIME = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))
SEEN = st.builds(
    Seen,
    st.integers(0, 12),
    TEXT,
    TIME,
    st.none() | st.dates(),
    st.lists(st.tuples(st.integers(1, 12), TEXT), max_size=3).map(tuple),
    TEXT,
)
AN_EVENT = Seen(7, "word", datetime(2026, 11, 28, 10, tzinfo=UTC), None, ((1, "a"),))


def as_stored(event: Event, **changes: Any) -> StoredEvent:
    made = codec.encode(event)
    whole = StoredEvent(
        1, "WY26A/delivery", "00" * 16, 4, "11" * 16, 1, "F-LEAD1", made.type, made.ver,
        made.payload.decode(), b"s", b"p", b"h", made.kid,
    )  # fmt: skip
    return replace(whole, **changes)


@given(SEEN)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_event_comes_back_equal(event: Seen) -> None:
    assert codec.decode(as_stored(event)) == event


def test_a_stored_payload_is_plain_json_by_field_name() -> None:
    payload = json.loads(codec.encode(AN_EVENT).payload)
    assert payload["seat"] == 7
    assert payload["at"] == "2026-11-28T10:00:00Z"
    assert set(payload) == {"seat", "word", "at", "day", "seats", "note"}


def test_every_event_of_the_domain_has_a_stored_form_and_a_place() -> None:
    codec.warm()
    for (name, version), kind in REGISTRY.items():
        assert name == kind.TYPE
        assert version == kind.VERSION
        assert fields(kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "{}",
        "[]",
        "not json " + SECRET,
        '{"seat":"7","word":"w","at":"2026-11-28T10:00:00Z","day":null,"seats":[]}',
        '{"seat":7.0,"word":"w","at":"2026-11-28T10:00:00Z","day":null,"seats":[]}',
        f'{{"seat":7,"word":"{SECRET}","at":"soon","day":null,"seats":[]}}',
        '{"seat":7,"word":"w","at":"2026-11-28T10:00:00Z","day":null,"seats":[],'
        f'"more":"{SECRET}"}}',
    ],
)
def test_a_payload_that_is_not_what_it_should_be_is_refused_by_its_place_alone(
    payload: str,
) -> None:
    with pytest.raises(StoreError) as caught:
        codec.decode(as_stored(AN_EVENT, payload=payload))
    assert caught.value.where == "WY26A/delivery:4"
    assert "probe.seen" in caught.value.message
    assert SECRET not in caught.value.sentence()
    assert caught.value.__suppress_context__


def test_a_field_of_the_wrong_kind_is_refused_on_the_way_in() -> None:
    bare: Any = SECRET
    wrong = replace(AN_EVENT, seat=bare)
    with pytest.raises(StoreError) as caught:
        codec.encode(wrong)
    assert SECRET not in caught.value.sentence()


def test_a_character_no_file_can_hold_is_refused_on_the_way_in() -> None:
    with pytest.raises(StoreError, match="cannot be stored"):
        codec.encode(replace(AN_EVENT, word="\ud800"))


def test_an_unknown_type_is_kept_and_says_only_its_name() -> None:
    assert codec.decode(as_stored(AN_EVENT, type="from.later")) == codec.UnknownEvent(
        "from.later", 1
    )
    assert codec.decode(as_stored(AN_EVENT, ver=9)) == codec.UnknownEvent("probe.seen", 9)


def test_a_blanked_event_says_so() -> None:
    blank = as_stored(AN_EVENT, payload=None, salt=None)
    assert codec.decode(blank) == codec.BlankedEvent("probe.seen", 1)


def test_an_old_version_is_brought_forward_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def add_words(old: dict[str, Any]) -> dict[str, Any]:
        return {"said": old["text"]}

    def rename(old: dict[str, Any]) -> dict[str, Any]:
        return {"text": old["words"]}

    stored("probe.open", version=3)(Words)
    monkeypatch.setitem(codec.UPCASTERS, ("probe.open", 1), rename)
    monkeypatch.setitem(codec.UPCASTERS, ("probe.open", 2), add_words)
    old = as_stored(AN_EVENT, type="probe.open", ver=1, payload='{"words":"kept"}')
    assert codec.decode(old) == Words(Protected("kept"))
    broken = replace(old, payload=f'{{"other":"{SECRET}"}}')
    with pytest.raises(StoreError) as caught:
        codec.decode(broken)
    assert SECRET not in caught.value.sentence()


@given(TEXT)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_protected_words_are_stored_as_they_are_and_come_back_protected(words: str) -> None:
    event = Words(Protected(words))
    back = codec.decode(as_stored(event))
    assert back == event
    assert isinstance(back, Words)
    assert back.said.reveal() == words
    assert json.loads(codec.encode(event).payload) == {"said": words}


def test_words_that_should_be_protected_and_are_not_are_refused() -> None:
    bare: Any = SECRET
    with pytest.raises(StoreError) as caught:
        codec.encode(Words(bare))
    assert SECRET not in caught.value.sentence()


def test_an_event_of_a_sealed_compartment_is_never_encoded_in_the_clear() -> None:
    with pytest.raises(StoreError, match="sealed compartment"):
        codec.encode(Told("WY26A-7K3M-6", Inner(Protected(SECRET), True)))


def test_a_sealed_event_goes_through_the_store_and_back(place: Any, store: Store) -> None:
    typed = Compartments(store)
    event = Told("WY26A-7K3M-6", Inner(Protected(SECRET), True))
    draft = typed.draft("WY26A", "F-LEAD1", event)
    assert draft.stream == "WY26A/feedback"
    assert SECRET.encode() not in draft.payload
    store.append([draft])
    assert typed.read("WY26A/feedback") == []
    assert typed.read("WY26A/feedback", place.keys.tier("desk")) == []
    assert typed.read("WY26A/feedback", place.keys.tier("feedback")) == [event]
    [sealed] = [codec.decode(held) for held in store.read("WY26A/feedback")]
    assert sealed == codec.SealedEvent("probe.told", 2, str(draft.kid))


def test_typed_reading_keeps_id_actor_and_order_and_passes_over_what_it_cannot_read(
    store: Store, note: Callable[..., Any]
) -> None:
    typed = Compartments(store)
    one, blank, two = store.append([typed.draft("WY26A", "F-LEAD1", AN_EVENT) for _ in range(3)])
    store.append([note("of a type nobody knows")])
    store.blank([blank.id])
    found = typed.records("WY26A/delivery")
    assert [record.id for _, record in found] == [one.id, two.id]
    assert [order for order, _ in found] == [
        (one.hlc, one.device, one.seq),
        (two.hlc, two.device, two.seq),
    ]
    assert {(record.actor, record.stream) for _, record in found} == {("F-LEAD1", "WY26A/delivery")}


def test_opening_the_journal_does_not_load_pydantic() -> None:
    names = ("store", "writer", "codec", "compartments", "keys")
    code = "import sys\n" + "".join(f"import cara_facilitate.journal.{n}\n" for n in names)
    done = subprocess.run(
        [sys.executable, "-c", code + "sys.exit('pydantic' in sys.modules)"], check=False
    )
    assert done.returncode == 0


def test_a_store_of_a_thousand_events_is_open_and_decoded_within_50_ms(
    place: Any, store: Store
) -> None:
    typed = Compartments(store)
    store.append([typed.draft("WY26A", "F-LEAD1", AN_EVENT) for _ in range(1000)])
    store.close()
    codec.warm([Seen])
    times = []
    for _ in range(5):
        began = time.perf_counter()
        again = place.open()
        assert len(Compartments(again).records("WY26A/delivery")) == 1000
        times.append(time.perf_counter() - began)
        again.close()
    assert min(times) <= 0.050


FIRST_VERSIONS = {
    "workshop.started": '{"workshop":1,"at":"2026-11-28T10:00:00Z","note":""}',
    "workshop.ended": '{"workshop":1,"at":"2026-11-28T15:00:00Z"}',
    "item.started": '{"workshop":1,"item":"W1-01","at":"2026-11-28T10:00:00Z"}',
    "clock.paused": '{"workshop":1,"kind":"pause","at":"2026-11-28T10:05:00Z"}',
    "clock.resumed": '{"workshop":1,"at":"2026-11-28T10:09:00Z"}',
    "attendance.recorded": '{"workshop":1,"seat":7,"code":"P","at":"2026-11-28T10:00:00Z",'
    '"reason":"","replaces":""}',
    "observation.recorded": '{"workshop":1,"item":"W1-01","seat":7,"code":"o",'
    '"at":"2026-11-28T10:01:00Z"}',
    "objective.evidenced": '{"workshop":1,"item":"W1-01","objective":"O01","seats":[7],'
    '"at":"2026-11-28T10:01:00Z"}',
    "rating.recorded": '{"workshop":1,"seat":7,"rating":3,"rater":"F-LEAD1","moment":"close",'
    '"at":"2026-11-28T14:50:00Z"}',
}
"""Entries as version 0.2.0 of the program wrote them."""


@pytest.mark.parametrize("name", FIRST_VERSIONS)
def test_what_the_first_version_wrote_of_a_day_is_read_with_nothing_known_of_the_new(
    name: str,
) -> None:
    import cara_facilitate.domain.events as ev

    old = as_stored(AN_EVENT, type=name, ver=1, payload=FIRST_VERSIONS[name])
    event = codec.decode(old)
    assert isinstance(event, ev.Event)
    assert event.TYPE.casefold() == name
    assert event.VERSION == 2
    assert getattr(event, "steady", ("", 0.0)) == ("", 0.0)
    assert getattr(event, "source", "") == ""
    assert event.workshop == 1  # type: ignore[attr-defined]
    assert set(codec.UPCASTERS) >= {(name, 1)}
