"""What goes into the journal and what comes out: a draft, and the stored event it becomes."""

from __future__ import annotations

from dataclasses import dataclass

SEALED_COMPARTMENTS = frozenset({"register", "placement", "risk", "feedback", "casework"})
"""The compartments that are encrypted to keys of their own inside the encrypted pages."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An event on its way in.

    :param stream: ``<cohort>/<compartment>``.
    :param payload: UTF-8 text: JSON, or what :func:`sealing.seal` made of it.
    :param kid: the key it is sealed to, or None for plain JSON.
    :param id: a UUIDv7 chosen beforehand, 32 hex digits, so that another entry may name this
        one; empty for one made by the store.
    """

    stream: str
    actor: str
    type: str
    ver: int
    payload: bytes
    kid: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with its place in the journal.

    :param pos: local arrival order, 0 until committed; never shared.
    :param device: 16 bytes in hex. :param id: a UUIDv7, 32 hex digits.
    :param seq: 1, 2, 3 ... without gaps in one stream of one device.
    :param payload: None, with ``salt``, once blanked.
    :param hash: covers all but ``pos``, ``kid`` and ``sig``, and the event before it.
    """

    pos: int
    stream: str
    device: str
    seq: int
    id: str
    hlc: int
    actor: str
    type: str
    ver: int
    payload: str | None
    salt: bytes | None
    phash: bytes
    hash: bytes
    kid: str | None = None


def compartment_of(stream: str) -> str:
    """The compartment a stream's name ends in."""
    return stream.rpartition("/")[2]
