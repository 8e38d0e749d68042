"""A hand-over opens for one person, shows who signed it, and breaks at the slightest change."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from nacl.public import PublicKey, SealedBox

from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.opening import read_regular
from cara_facilitate.journal.held import PersonKey
from cara_facilitate.journal.parcels import (
    BLOCK,
    LARGEST,
    MAGIC,
    check_receiving_key,
    unwrap,
    wrap,
)

WORDS = b'{"what": "zq-canary the words of a hand-over"}'
FLIPS = 3000
NOT_OURS = "not for this store, or was changed"
NOT_WHOLE = "not whole"
FORGED = "signature of this hand-over does not fit"


@pytest.fixture(scope="module")
def sender() -> PersonKey:
    return PersonKey(b"s" * 32)


@pytest.fixture(scope="module")
def receiver() -> PersonKey:
    return PersonKey(b"r" * 32)


@pytest.fixture(scope="module")
def stranger() -> PersonKey:
    return PersonKey(b"x" * 32)


@pytest.fixture(scope="module")
def file(sender: PersonKey, receiver: PersonKey) -> bytes:
    return wrap(sender, receiver.seal, WORDS)


def inside(receiver: PersonKey, file: bytes) -> bytes:
    opened = receiver.open(file[len(MAGIC) :])
    assert opened is not None
    return opened


def resealed(to: bytes, inner: bytes) -> bytes:
    return MAGIC + SealedBox(PublicKey(to)).encrypt(inner)


@pytest.mark.parametrize("size", [0, 1, 63, 65_000, BLOCK, 3 * BLOCK + 1, 2_000_000])
def test_what_was_wrapped_comes_out_with_its_signers_key(
    sender: PersonKey, receiver: PersonKey, size: int
) -> None:
    body = random.Random(size).randbytes(size)
    parcel = unwrap(receiver, wrap(sender, receiver.seal, body))
    assert (parcel.body, parcel.verify) == (body, sender.verify)


def test_the_file_begins_by_saying_what_it_is_and_says_nothing_else(
    sender: PersonKey, receiver: PersonKey, file: bytes
) -> None:
    assert file.startswith(b"CARA-HANDOVER 1\n")
    for telling in (b"canary", sender.verify, sender.seal, receiver.seal, receiver.verify):
        assert telling not in file
    assert wrap(sender, receiver.seal, WORDS) != file, "the same words twice look different"


def test_the_size_tells_nothing_of_a_small_body(sender: PersonKey, receiver: PersonKey) -> None:
    sizes = {len(wrap(sender, receiver.seal, b"w" * size)) for size in (0, 1, 900, 40_000, 65_300)}
    assert sizes == {BLOCK}


@pytest.mark.parametrize("around", range(-3, 4))
def test_every_size_is_a_whole_number_of_blocks_and_fits_exactly(
    sender: PersonKey, receiver: PersonKey, around: int
) -> None:
    most_in_one = BLOCK - len(MAGIC) - 48 - 32 - 64 - 8
    file = wrap(sender, receiver.seal, b"w" * (most_in_one + around))
    assert len(file) == (BLOCK if around <= 0 else 2 * BLOCK)
    assert len(unwrap(receiver, file).body) == most_in_one + around


def test_any_flipped_bit_is_refused(receiver: PersonKey, file: bytes) -> None:
    drawn = random.Random(5)
    places = [*range(400), *range(len(file) - 100, len(file))]
    places += [drawn.randrange(len(file)) for _ in range(FLIPS)]
    for place in places:
        changed = bytearray(file)
        changed[place] ^= 1 << drawn.randrange(8)
        with pytest.raises(IntakeError) as refused:
            unwrap(receiver, bytes(changed))
        assert "canary" not in refused.value.sentence()


@pytest.mark.parametrize(
    "kept", [0, 1, 15, 16, 17, 47, 48, 64, 112, 1000, BLOCK - 1], ids="first {}".format
)
def test_whatever_breaks_off_is_refused(receiver: PersonKey, file: bytes, kept: int) -> None:
    with pytest.raises(IntakeError):
        unwrap(receiver, file[:kept])


def test_a_file_that_lost_whole_blocks_is_refused(sender: PersonKey, receiver: PersonKey) -> None:
    long = wrap(sender, receiver.seal, b"w" * 3 * BLOCK)
    for blocks in (1, 2, 3):
        with pytest.raises(IntakeError, match=NOT_OURS):
            unwrap(receiver, long[: blocks * BLOCK])


@pytest.mark.parametrize("extra", [b"\0", b"more", b"\0" * BLOCK])
def test_whatever_hangs_on_behind_is_refused(
    receiver: PersonKey, file: bytes, extra: bytes
) -> None:
    with pytest.raises(IntakeError):
        unwrap(receiver, file + extra)


def test_nobody_else_opens_it_not_even_its_sender(
    sender: PersonKey, stranger: PersonKey, file: bytes
) -> None:
    for other in (sender, stranger):
        with pytest.raises(IntakeError, match=NOT_OURS):
            unwrap(other, file)


def test_a_stranger_cannot_sign_in_the_senders_name(
    sender: PersonKey, receiver: PersonKey, stranger: PersonKey
) -> None:
    """All public keys are known to the stranger; the sender's signing key is not."""
    own = inside(receiver, wrap(stranger, receiver.seal, WORDS))
    with pytest.raises(IntakeError, match=FORGED):
        unwrap(receiver, resealed(receiver.seal, sender.verify + own[32:]))


def test_a_stranger_appears_as_nobody_but_the_stranger(
    receiver: PersonKey, stranger: PersonKey
) -> None:
    assert unwrap(receiver, wrap(stranger, receiver.seal, WORDS)).verify == stranger.verify


def test_what_was_meant_for_one_cannot_be_passed_on_as_meant_for_another(
    sender: PersonKey, receiver: PersonKey, stranger: PersonKey, file: bytes
) -> None:
    signed_for_us = inside(receiver, file)
    with pytest.raises(IntakeError, match=FORGED):
        unwrap(stranger, resealed(stranger.seal, signed_for_us))


def test_every_part_of_what_is_sealed_is_bound(receiver: PersonKey, file: bytes) -> None:
    """Whoever opened it and seals it again to the same person can change no part of it."""
    inner = inside(receiver, file)
    drawn = random.Random(9)
    places = [*range(104 + len(WORDS) + 8), *(drawn.randrange(len(inner)) for _ in range(400))]
    for place in places:
        changed = bytearray(inner)
        changed[place] ^= 1 << drawn.randrange(8)
        with pytest.raises(IntakeError, match=FORGED):
            unwrap(receiver, resealed(receiver.seal, bytes(changed)))


@pytest.mark.parametrize("length", [0, 1, 31, 104, BLOCK - len(MAGIC) - 48])
def test_sealed_nonsense_is_refused(receiver: PersonKey, length: int) -> None:
    with pytest.raises(IntakeError):
        unwrap(receiver, resealed(receiver.seal, b"\0" * length))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a hand-over"),
        (b"PK\x03\x04", "not a hand-over"),
        (b"CARA-HANDOVER 1", NOT_WHOLE),
        (b"CARA-HANDOVER 2\n" + b"x" * 100, "written by another version"),
        (b"CARA-HANDOVER x\n", "not a hand-over"),
        (MAGIC, NOT_WHOLE),
        (MAGIC.ljust(BLOCK, b"x"), NOT_OURS),
        (MAGIC.replace(b"\n", b"\r\n").ljust(BLOCK, b"x"), NOT_WHOLE),
    ],
)
def test_what_is_none_is_told_in_a_sentence(receiver: PersonKey, data: bytes, said: str) -> None:
    with pytest.raises(IntakeError, match=said) as refused:
        unwrap(receiver, data)
    assert refused.value.hint


def test_too_much_for_one_file_is_refused_on_both_sides(
    sender: PersonKey, receiver: PersonKey
) -> None:
    with pytest.raises(IntakeError, match="too large"):
        wrap(sender, receiver.seal, bytes(LARGEST))
    with pytest.raises(IntakeError, match=NOT_WHOLE):
        unwrap(receiver, MAGIC.ljust(LARGEST + BLOCK, b"\0"))


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.handover"
    with huge.open("wb") as file:
        file.write(MAGIC)
        file.truncate(100_000_000)
    with pytest.raises(IntakeError, match="larger than"):
        read_regular(huge, LARGEST)


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33, bytes(32), b"\1" + bytes(31)])
def test_a_key_that_can_seal_nothing_is_told_before_it_is_kept(
    sender: PersonKey, key: bytes
) -> None:
    with pytest.raises(IntakeError, match="Nothing can be sealed"):
        check_receiving_key(key)
    with pytest.raises(IntakeError, match="Nothing can be sealed"):
        wrap(sender, key, WORDS)


def test_what_was_opened_shows_no_words_when_printed(receiver: PersonKey, file: bytes) -> None:
    assert "canary" not in repr(unwrap(receiver, file))
