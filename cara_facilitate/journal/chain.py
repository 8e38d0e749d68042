"""The hash chain of one (stream, device): which bytes are hashed, in which order."""

from __future__ import annotations

import struct
from hashlib import sha256

from cara_facilitate.journal.envelope import StoredEvent

GENESIS = bytes(32)
"""Stands for the hash before the first event of a chain."""

SALT_BYTES = 16


def payload_hash(salt: bytes, payload: bytes) -> bytes:
    """SHA-256 of the stored bytes; they are never serialised anew for checking."""
    return sha256(salt + payload).digest()


def event_hash(
    prev: bytes,
    origin: tuple[bytes, bytes],
    numbers: tuple[int, int, int],
    names: tuple[str, str, str],
    phash: bytes,
) -> bytes:
    """One link: SHA-256 over ``cara.event.1`` and the parameters in their order here.

    :param prev: the hash before, :data:`GENESIS` for the first.
    :param origin: device and id, 16 bytes each.
    :param numbers: seq, hlc, ver, each as a signed 64-bit big-endian number.
    :param names: stream, actor, type, each as its length in bytes (32-bit big-endian) and UTF-8.
    :param phash: see :func:`payload_hash`.
    """
    digest = sha256(b"cara.event.1" + prev + b"".join(origin) + struct.pack(">qqq", *numbers))
    for name in names:
        raw = name.encode()
        digest.update(struct.pack(">I", len(raw)) + raw)
    digest.update(phash)
    return digest.digest()


def hash_of(event: StoredEvent, prev: bytes) -> bytes:
    """What the event's hash must be after ``prev``, going by its stored fields."""
    return event_hash(
        prev,
        (bytes.fromhex(event.device), bytes.fromhex(event.id)),
        (event.seq, event.hlc, event.ver),
        (event.stream, event.actor, event.type),
        event.phash,
    )
