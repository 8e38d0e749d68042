"""The passphrase or the printed key opens the store, nothing else does; slips are told apart."""

from __future__ import annotations

import copy
import json
import pickle
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.errors import CaraError, StoreError, WrongPassphrase
from cara_facilitate.journal import recovery
from cara_facilitate.journal.keys import (
    DeskKey,
    FeedbackKey,
    KdfCost,
    OpenKeys,
    TooSoon,
    create_keys,
    open_keys,
    open_with_recovery,
    set_passphrase,
)
from cara_facilitate.journal.store import create
from cara_facilitate.journal.tries import LONGEST_WAIT_MS, wait_after

LIGHT = KdfCost.PRACTICE
GROUPS = st.binary(min_size=20, max_size=20)


def same(one: OpenKeys, other: OpenKeys) -> bool:
    return one.both() == other.both()


def test_the_passphrase_opens_what_it_made(tmp_path: Path) -> None:
    keys, _ = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    assert same(open_keys(tmp_path, "correct horse"), keys)


def test_a_wrong_passphrase_is_told_in_one_sentence_that_shows_nothing(tmp_path: Path) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    with pytest.raises(WrongPassphrase) as caught:
        open_keys(tmp_path, "korrekt horse")
    assert caught.value.message == "That passphrase does not open this store."
    assert "horse" not in caught.value.sentence()
    assert caught.value.hint


def test_an_accent_composed_by_another_keyboard_is_the_same_passphrase(tmp_path: Path) -> None:
    keys, _ = create_keys(tmp_path, "caf\u00e9 au lait", kdf=LIGHT)
    assert same(open_keys(tmp_path, "cafe\u0301 au lait"), keys)


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongPassphrase, match="empty"):
        create_keys(tmp_path, "", kdf=LIGHT)
    assert not list(tmp_path.iterdir())


def test_the_recovery_key_opens_the_store_however_it_is_typed(tmp_path: Path) -> None:
    keys, paper = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    typed = paper.lower().replace("-", "  ").replace("1", "l").replace("0", "o")
    assert same(open_with_recovery(tmp_path, typed), keys)


def test_the_recovery_key_is_kept_nowhere(tmp_path: Path) -> None:
    _, paper = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    everything = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert recovery.from_text(paper) not in everything
    assert paper.split("-")[0].encode() not in everything


def test_another_stores_recovery_key_is_called_that(tmp_path: Path) -> None:
    create_keys(tmp_path / "a", "correct horse", kdf=LIGHT)
    _, other = create_keys(tmp_path / "b", "correct horse", kdf=LIGHT)
    with pytest.raises(WrongPassphrase, match="another store"):
        open_with_recovery(tmp_path / "a", other)


@given(GROUPS)
def test_a_printed_recovery_key_reads_back(secret: bytes) -> None:
    text = recovery.to_text(secret)
    assert recovery.from_text(text) == secret
    assert [len(group) for group in text.split("-")] == [4] * 9


@given(GROUPS, st.integers(0, 35), st.integers(1, 31))
def test_one_mistyped_character_of_a_recovery_key_is_found(
    secret: bytes, place: int, step: int
) -> None:
    letters = list(recovery.to_text(secret).replace("-", ""))
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    letters[place] = alphabet[(alphabet.index(letters[place]) + step) % 32]
    try:
        # The check is 20 bits: about one slip in a million gets past it and fails at the box.
        assert recovery.from_text("".join(letters)) != secret
    except WrongPassphrase as refused:
        assert "slip" in refused.message


def test_slips_in_a_recovery_key_are_found_before_anything_is_tried() -> None:
    chance = random.Random(7)
    caught = 0
    for _ in range(500):
        letters = list(recovery.to_text(chance.randbytes(20)).replace("-", ""))
        spot = chance.randrange(35)
        while letters[spot] == letters[spot + 1]:
            spot = chance.randrange(35)
        letters[spot], letters[spot + 1] = letters[spot + 1], letters[spot]
        with pytest.raises(WrongPassphrase):
            recovery.from_text("".join(letters))
        caught += 1
    assert caught == 500


@pytest.mark.parametrize("typed", ["", "AAAA", "U" * 36, "é" * 36, "0" * 37])
def test_what_is_no_recovery_key_at_all_is_refused(typed: str) -> None:
    with pytest.raises(WrongPassphrase, match="whole recovery key"):
        recovery.from_text(typed)


def test_a_new_passphrase_replaces_the_old_and_leaves_the_paper_key(tmp_path: Path) -> None:
    keys, paper = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    set_passphrase(tmp_path, open_with_recovery(tmp_path, paper), "battery staple")
    assert same(open_keys(tmp_path, "battery staple"), keys)
    assert same(open_with_recovery(tmp_path, paper), keys)
    with pytest.raises(WrongPassphrase):
        open_keys(tmp_path, "correct horse")


def test_a_first_run_killed_before_it_had_a_store_can_be_started_again(tmp_path: Path) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    orphan = (tmp_path / "keys.json").read_bytes()
    keys, _ = create_keys(tmp_path, "another", kdf=LIGHT)
    assert same(open_keys(tmp_path, "another"), keys)
    assert (tmp_path / "keys-unused.json").read_bytes() == orphan, "no key is ever thrown away"


def test_keys_are_never_made_over_the_keys_of_a_store(tmp_path: Path) -> None:
    keys, _ = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    create(tmp_path, keys).close()
    before = (tmp_path / "keys.json").read_bytes()
    with pytest.raises(StoreError, match="already"):
        create_keys(tmp_path, "another", kdf=LIGHT)
    assert (tmp_path / "keys.json").read_bytes() == before


def test_a_real_store_costs_256_mib_and_four_passes_by_default() -> None:
    defaults = create_keys.__kwdefaults__ or {}
    assert defaults["kdf"] == KdfCost.STANDARD == KdfCost(4, 262_144)


@pytest.mark.parametrize("cost", [(0, 8192), (17, 8192), (1, 8191), (1, 2_097_153), (-1, -1)])
def test_a_key_file_cannot_ask_for_a_cost_out_of_bounds(
    tmp_path: Path, cost: tuple[int, int]
) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    path = tmp_path / "keys.json"
    kept = json.loads(path.read_bytes())
    kept["slots"]["passphrase"].update(ops=cost[0], mem_kib=cost[1])
    path.write_text(json.dumps(kept))
    with pytest.raises(StoreError, match="damaged"):
        open_keys(tmp_path, "correct horse")


def test_any_damage_to_the_key_file_is_a_refusal_or_changes_nothing(tmp_path: Path) -> None:
    keys, _ = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    path = tmp_path / "keys.json"
    whole = path.read_bytes()
    chance = random.Random(1)
    refused = 0
    for _ in range(150):
        spot = chance.randrange(len(whole))
        path.write_bytes(
            whole[:spot] + bytes([whole[spot] ^ 1 << chance.randrange(8)]) + whole[spot + 1 :]
        )
        (tmp_path / "tries.json").unlink(missing_ok=True)
        try:
            opened = open_keys(tmp_path, "correct horse")
        except CaraError:
            refused += 1
        else:
            assert same(opened, keys)
    assert refused > 50


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"null", b"[" * 60_000, b'{"format":1}'])
def test_what_is_no_key_file_is_called_damaged_or_foreign(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(text)
    with pytest.raises(StoreError) as caught:
        open_keys(tmp_path, "correct horse")
    assert "damaged" in caught.value.message or "another version" in caught.value.message


def test_a_folder_without_keys_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no key file"):
        open_keys(tmp_path, "correct horse")


def test_keys_in_memory_show_nothing_and_do_not_travel(tmp_path: Path) -> None:
    keys, _ = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    for held in (keys, keys.tier("desk"), keys.tier("feedback")):
        for shown in (repr(held), str(held), f"{held}", f"{held!r}"):
            assert shown == f"<{type(held).__name__}>"
        for carry in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled"):
                carry(held)
        assert not hasattr(held, "__dict__")


def test_the_two_tiers_have_keys_of_their_own_that_stay_the_same(tmp_path: Path) -> None:
    keys, _ = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    again = open_keys(tmp_path, "correct horse")
    desk, feedback = keys.tier("desk"), keys.tier("feedback")
    assert isinstance(desk, DeskKey)
    assert isinstance(feedback, FeedbackKey)
    assert desk.public == again.tier("desk").public != feedback.public
    with pytest.raises(ValueError, match="no tier"):
        keys.tier("casework")


class Watch:
    """A clock for waiting without waiting."""

    def __init__(self) -> None:
        self.ms = 1_790_000_000_000

    def __call__(self) -> int:
        return self.ms


def guess(folder: Path, watch: Watch, passphrase: str = "wrong") -> type[CaraError]:
    with pytest.raises(WrongPassphrase) as caught:
        open_keys(folder, passphrase, now_ms=watch)
    return type(caught.value)


def test_the_fourth_try_must_wait_and_the_wait_survives_a_restart(tmp_path: Path) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    watch = Watch()
    assert [guess(tmp_path, watch) for _ in range(3)] == [WrongPassphrase] * 3
    assert guess(tmp_path, watch, "correct horse") is TooSoon
    watch.ms += 1_999
    assert guess(tmp_path, watch, "correct horse") is TooSoon
    watch.ms += 1
    open_keys(tmp_path, "correct horse", now_ms=watch)
    after = [guess(tmp_path, watch) for _ in range(3)]
    assert after == [WrongPassphrase] * 3, "a right one clears the count"


def test_a_clock_set_back_cannot_lock_the_owner_out(tmp_path: Path) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    watch = Watch()
    for _ in range(3):
        guess(tmp_path, watch)
    watch.ms -= 365 * 86_400_000
    assert guess(tmp_path, watch, "correct horse") is TooSoon
    watch.ms += 2_000
    open_keys(tmp_path, "correct horse", now_ms=watch)


def test_the_recovery_key_needs_no_wait(tmp_path: Path) -> None:
    _, paper = create_keys(tmp_path, "correct horse", kdf=LIGHT)
    watch = Watch()
    for _ in range(3):
        guess(tmp_path, watch)
    open_with_recovery(tmp_path, paper, now_ms=watch)
    open_keys(tmp_path, "correct horse", now_ms=watch)


@pytest.mark.parametrize("text", [b"", b"{}", b'{"wrong":-9,"at":0}', b'{"wrong":"9","at":0}'])
def test_an_unreadable_count_neither_helps_a_guesser_nor_locks_for_long(
    tmp_path: Path, text: bytes
) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    (tmp_path / "tries.json").write_bytes(text)
    watch = Watch()
    assert guess(tmp_path, watch, "correct horse") is TooSoon
    watch.ms += LONGEST_WAIT_MS
    open_keys(tmp_path, "correct horse", now_ms=watch)


def test_an_unreadable_count_that_cannot_be_mended_does_not_lock_the_owner_out(
    tmp_path: Path,
) -> None:
    create_keys(tmp_path, "correct horse", kdf=LIGHT)
    (tmp_path / "tries.json").mkdir()
    open_keys(tmp_path, "correct horse", now_ms=Watch())


@given(st.integers(0, 10**6))
def test_waits_grow_and_have_an_end(wrong: int) -> None:
    assert 0 <= wait_after(wrong) <= wait_after(wrong + 1) <= LONGEST_WAIT_MS
