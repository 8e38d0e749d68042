"""Stamps always rise, ids are UUIDv7, and the hash covers exactly the bytes the format names."""

from __future__ import annotations

import os
import struct
import uuid
from hashlib import sha256
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.journal import chain
from cara_facilitate.journal.hlc import HybridClock, milliseconds
from cara_facilitate.journal.uuid7 import uuid7

TIMES = st.integers(0, 2**46)


@given(st.lists(TIMES, min_size=1, max_size=50), st.integers(0, 2**62))
def test_stamps_rise_whatever_the_wall_clock_does(times: list[int], last: int) -> None:
    wall = iter(times)
    clock = HybridClock(lambda: next(wall), last)
    stamps = [last, *(clock.tick() for _ in times)]
    assert all(early < late for early, late in pairwise(stamps))


@given(TIMES)
def test_a_stamp_carries_the_wall_time_when_that_is_ahead(now: int) -> None:
    assert milliseconds(HybridClock(lambda: now + 1).tick()) == now + 1


@given(TIMES, st.integers(1, 70_000))
def test_a_full_counter_carries_into_the_milliseconds(now: int, events: int) -> None:
    clock = HybridClock(lambda: now, (now << 16) + events - 1)
    assert clock.tick() == (now << 16) + events


@given(st.integers(0, 2**62), TIMES)
def test_a_stamp_comes_after_every_stamp_that_was_witnessed(seen: int, now: int) -> None:
    clock = HybridClock(lambda: now)
    clock.witness(seen)
    assert clock.tick() > seen


@given(st.integers(0, 2**48 - 1))
def test_an_id_is_a_uuid_of_version_seven_with_its_time(ms: int) -> None:
    made = uuid.UUID(bytes=uuid7(ms, os.urandom))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == ms


def test_ids_of_one_millisecond_differ() -> None:
    assert len({uuid7(1, os.urandom) for _ in range(1000)}) == 1000


NAMES = st.tuples(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))


@given(NAMES, st.binary(min_size=32, max_size=32), st.integers(1, 2**40))
def test_the_hash_is_over_the_bytes_the_format_names(
    names: tuple[str, str, str], prev: bytes, seq: int
) -> None:
    device, id_, phash = b"d" * 16, b"i" * 16, b"p" * 32
    raw = b"cara.event.1" + prev + device + id_
    for number in (seq, 77, 1):
        raw += number.to_bytes(8, "big", signed=True)
    for name in names:
        raw += struct.pack(">I", len(name.encode())) + name.encode()
    expected = sha256(raw + phash).digest()
    assert chain.event_hash(prev, (device, id_), (seq, 77, 1), names, phash) == expected


@given(NAMES, NAMES)
def test_no_two_sets_of_names_share_a_hash(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    def hashed(names: tuple[str, str, str]) -> bytes:
        return chain.event_hash(chain.GENESIS, (b"d" * 16, b"i" * 16), (1, 1, 1), names, bytes(32))

    assert (hashed(one) == hashed(other)) == (one == other)


def test_the_first_hash_ever_made_is_still_made() -> None:
    """Changing this number changes every chain in the field."""
    digest = chain.event_hash(
        chain.GENESIS,
        (bytes(range(16)), bytes(range(16, 32))),
        (1, 117_309_440_000, 1),
        ("WY26A/delivery", "F-LEAD1", "observation.recorded"),
        chain.payload_hash(bytes(16), b'{"seat":7}'),
    )
    assert digest.hex() == "482808364fd5376f06fe0380237ab6354bc6bb609367b1c408c072c5a5897cb4"
