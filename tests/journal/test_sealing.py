"""What is sealed opens with its tier's key alone, and never again once its key is destroyed."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from cara_facilitate.errors import StoreError
from cara_facilitate.journal.envelope import SEALED_COMPARTMENTS, Draft
from cara_facilitate.journal.keys import KdfCost, create_keys
from cara_facilitate.journal.sealing import PER_PARTICIPANT, TIER_OF, seal
from cara_facilitate.journal.store import Store

REF, OTHER = "WY26A-7K3M-6", "WY26A-9B2D-4"
WORDS = b"zq-V-P07 he said I will"
DESK = ("register", "placement", "risk")
FEEDBACK = ("feedback", "casework")


def put(store: Store, compartment: str, ref: str = REF, words: bytes = WORDS) -> str:
    kid, public = store.seals.recipient(compartment, ref)
    stream = f"WY26A/{compartment}"
    store.append([Draft(stream, "F-LEAD1", "test.sealed", 1, seal(public, words), kid)])
    return kid


def opened(store: Store, place: Any, tier: str, compartment: str) -> list[bytes | None]:
    opener = store.seals.opener(place.keys.tier(tier))
    return [
        opener(str(event.kid), str(event.payload)) for event in store.read(f"WY26A/{compartment}")
    ]


@pytest.mark.parametrize("compartment", [*DESK, *FEEDBACK])
def test_each_compartment_opens_with_its_own_tier_and_no_other(
    place: Any, store: Store, compartment: str
) -> None:
    put(store, compartment)
    right, wrong = ("desk", "feedback") if compartment in DESK else ("feedback", "desk")
    assert opened(store, place, right, compartment) == [WORDS]
    assert opened(store, place, wrong, compartment) == [None]


def test_every_sealed_compartment_has_a_tier() -> None:
    assert set(TIER_OF) == SEALED_COMPARTMENTS
    assert PER_PARTICIPANT <= SEALED_COMPARTMENTS


def test_nothing_in_the_open_store_unseals_without_the_tiers_key(place: Any, store: Store) -> None:
    """Whoever holds the pages, the data key included, still has only boxes."""
    put(store, "feedback")
    raw = place.raw()
    tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    cells = [
        cell if isinstance(cell, bytes) else str(cell).encode()
        for table in tables
        for row in raw.execute(f"SELECT * FROM {table}")
        for cell in row
    ]
    raw.close()
    assert any(b"WY26A/feedback" in cell for cell in cells), "the search itself works"
    vault = place.keys.both()[32:]
    for secret in (WORDS, REF.encode(), vault, vault.hex().encode()):
        assert not any(secret in cell for cell in cells)


def test_each_participant_has_keys_of_their_own_where_words_are_about_them(store: Store) -> None:
    kids = {
        (compartment, ref): store.seals.recipient(compartment, ref)[0]
        for compartment, ref in itertools.product(TIER_OF, (REF, OTHER, ""))
    }
    for compartment in TIER_OF:
        own = {kids[(compartment, ref)] for ref in (REF, OTHER, "")}
        assert len(own) == (3 if compartment in PER_PARTICIPANT else 1)
    assert all(REF not in kid for kid in kids.values())


def test_a_participants_keys_are_the_same_after_reopening(place: Any, store: Store) -> None:
    before = store.seals.recipient("feedback", REF)
    put(store, "feedback")
    store.close()
    again = place.open()
    assert again.seals.recipient("feedback", REF) == before
    assert opened(again, place, "feedback", "feedback") == [WORDS]


def test_keys_can_be_made_ahead_for_a_whole_cohort(place: Any, store: Store) -> None:
    store.seals.ensure([REF, OTHER])
    raw = place.raw()
    [(before,)] = raw.execute("SELECT count(*) FROM key")
    for compartment, ref in itertools.product(PER_PARTICIPANT, (REF, OTHER)):
        store.seals.recipient(compartment, ref)
    store.seals.ensure([REF, OTHER])
    [(after,)] = raw.execute("SELECT count(*) FROM key")
    raw.close()
    assert before == after == len(TIER_OF) + 2 * len(PER_PARTICIPANT)


def test_destroying_a_participants_key_erases_theirs_and_nobody_elses(
    place: Any, store: Store
) -> None:
    for compartment in PER_PARTICIPANT:
        put(store, compartment, REF)
        put(store, compartment, OTHER, b"other words")
        put(store, compartment, "", b"about the group")
    store.seals.destroy(REF)
    for compartment in PER_PARTICIPANT:
        found = opened(store, place, TIER_OF[compartment], compartment)
        assert found == [None, b"other words", b"about the group"]
    assert store.verify() == []
    store.close()
    again = place.open()
    assert opened(again, place, "feedback", "feedback")[0] is None


@pytest.mark.parametrize("known_before", [True, False])
def test_nothing_more_can_be_written_of_somebody_erased(
    place: Any, store: Store, known_before: bool
) -> None:
    if known_before:
        put(store, "feedback")
    store.seals.destroy(REF)
    for _ in range(2):
        with pytest.raises(StoreError, match="erased"):
            store.seals.recipient("feedback", REF)
        store.close()
        store = place.open()
    put(store, "feedback", OTHER)


def test_destroying_names_one_person_and_never_a_compartment(place: Any, store: Store) -> None:
    put(store, "feedback", "")
    with pytest.raises(ValueError, match="name the participant"):
        store.seals.destroy("")
    assert opened(store, place, "feedback", "feedback") == [WORDS]


def test_a_destroyed_key_cannot_be_put_back(place: Any, store: Store) -> None:
    kid = put(store, "feedback")
    raw = place.raw()
    [(wrapped,)] = raw.execute("SELECT wrapped FROM key WHERE kid=?", (kid,))
    store.seals.destroy(REF)
    with pytest.raises(dbapi2.IntegrityError):
        raw.execute("UPDATE key SET wrapped=? WHERE kid=?", (wrapped, kid))
    raw.close()


def test_another_stores_key_is_refused(store: Store, tmp_path: Path) -> None:
    others, _ = create_keys(tmp_path / "other", "correct horse", kdf=KdfCost.PRACTICE)
    with pytest.raises(StoreError, match="another store"):
        store.seals.opener(others.tier("feedback"))


@pytest.mark.parametrize("text", ["", "AAAA", "%%%", "é"])
def test_a_damaged_box_is_told_without_a_word_of_it(place: Any, store: Store, text: str) -> None:
    kid = put(store, "feedback")
    opener = store.seals.opener(place.keys.tier("feedback"))
    with pytest.raises(StoreError, match="damaged"):
        opener(kid, text)


def test_an_exchanged_key_pair_is_found_out(place: Any, store: Store) -> None:
    kid, other = put(store, "feedback"), put(store, "feedback", OTHER)
    raw = place.raw()
    raw.execute("DROP TRIGGER key_only_destroyed")
    raw.execute(
        "UPDATE key SET wrapped=(SELECT wrapped FROM key WHERE kid=?) WHERE kid=?", (other, kid)
    )
    raw.close()
    opener = store.seals.opener(place.keys.tier("feedback"))
    with pytest.raises(StoreError, match="exchanged"):
        opener(kid, str(store.read("WY26A/feedback")[0].payload))


def test_an_ordinary_compartment_has_no_key(store: Store) -> None:
    with pytest.raises(ValueError, match="not a sealed"):
        store.seals.recipient("delivery", REF)
