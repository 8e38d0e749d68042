"""Between event dataclasses and stored payloads: strict JSON, versions, and sealing on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cara_facilitate.domain.events import REGISTRY, Event
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import StoreError
from cara_facilitate.journal.envelope import SEALED_COMPARTMENTS, Draft, StoredEvent
from cara_facilitate.journal.sealing import Opener, fill, seal

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import CoreSchema

Seal = Callable[[str, str], tuple[str, bytes]]
"""(compartment, participant reference or empty) -> (kid, public half)."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

_ONLY_ADDED = (
    *("workshop.started", "workshop.ended", "item.started", "clock.paused", "clock.resumed"),
    *("attendance.recorded", "observation.recorded", "objective.evidenced", "rating.recorded"),
    *("casework.recorded", "feedback.held_back"),
)
"""Version 2 of these added fields, each with a default, and changed nothing."""

UPCASTERS: dict[tuple[str, int], Upcaster] = {(name, 1): dict for name in _ONLY_ADDED}
"""By stored name and version: turns that version's JSON object into the next version's."""

_ADAPTERS: dict[type[Event], TypeAdapter[Any]] = {}


@dataclass(frozen=True, slots=True)
class Encoded:
    """What a draft needs of an event: ``payload`` is JSON, or sealed if there is a ``kid``."""

    type: str
    ver: int
    payload: bytes
    kid: str | None


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event of a type or version this program does not know; it is kept and carried along."""

    type: str
    ver: int


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """An event whose words need a key that is not open here, or was destroyed."""

    type: str
    ver: int
    kid: str


@dataclass(frozen=True, slots=True)
class BlankedEvent:
    """An event whose words were erased."""

    type: str
    ver: int


Decoded = Event | UnknownEvent | SealedEvent | BlankedEvent


def encode(event: Event, seal_to: Seal | None = None) -> Encoded:
    """An event's stored form. It is sealed to its participant (``ref``) if its compartment is.

    What is sealed is filled up first, so that its length does not tell words from silence.

    :param seal_to: usually ``store.seals.recipient``; needed by sealed compartments only.
    :raises StoreError: if a field does not hold what it should, or there is nobody to seal to.
    """
    plain = _to_json(event)
    if event.COMPARTMENT not in SEALED_COMPARTMENTS:
        return Encoded(event.TYPE, event.VERSION, plain, None)
    if seal_to is None:
        raise StoreError("This entry needs a sealed compartment.", "Report this fault.")
    kid, public = seal_to(event.COMPARTMENT, getattr(event, "ref", ""))
    filled = fill(event.COMPARTMENT, plain)
    return Encoded(event.TYPE, event.VERSION, seal(public, filled), kid)


def draft(event: Event, cohort: str, actor: str, seal_to: Seal | None = None) -> Draft:
    """The draft of an event in its cohort's stream of its compartment; raises as :func:`encode`."""
    made = encode(event, seal_to)
    stream = f"{cohort}/{event.COMPARTMENT}"
    return Draft(stream, actor, made.type, made.ver, made.payload, made.kid)


def decode(stored: StoredEvent, opener: Opener | None = None) -> Decoded:
    """The event that was stored.

    :param opener: from ``store.seals.opener``; without it sealed events stay sealed.
    :raises StoreError: if a known type's payload is not what it should be; names only its place.
    """
    name, ver = stored.type, stored.ver
    if stored.payload is None:
        return BlankedEvent(name, ver)
    payload: str | bytes = stored.payload
    if stored.kid is not None:
        opened = None if opener is None else opener(stored.kid, stored.payload)
        if opened is None:
            return SealedEvent(name, ver, stored.kid)
        payload = opened
    try:
        payload, ver = _upcast(name, ver, payload)
        kind = REGISTRY.get((name, ver))
        if kind is None:
            return UnknownEvent(name, stored.ver)
        event: Event = _adapter(kind).validate_json(payload)
        return event
    except (ValueError, KeyError, TypeError):
        raise StoreError(
            f"An entry of type {name} cannot be read.",
            "Update the program; if that does not help, restore the store from a backup.",
            f"{stored.stream}:{stored.seq}",
        ) from None


def warm(types: Iterable[type[Event]] | None = None) -> None:
    """Build the readers of these event types (all of them if None) before they are needed.

    Loading pydantic and building them takes longer than opening a store: do it on a thread while
    the passphrase is being typed.
    """
    for kind in list(REGISTRY.values()) if types is None else types:
        _adapter(kind)


def _upcast(name: str, ver: int, payload: str | bytes) -> tuple[str | bytes, int]:
    while (step := UPCASTERS.get((name, ver))) is not None:
        payload = json.dumps(step(json.loads(payload)))
        ver += 1
    return payload, ver


def _to_json(event: Event) -> bytes:
    try:
        return _adapter(type(event)).serializer.to_json(event, warnings="error")
    except ValueError:
        raise StoreError(
            f"An entry of type {event.TYPE} holds something that cannot be stored.",
            "Take out unusual characters and try again.",
        ) from None


def _adapter(kind: type[Event]) -> TypeAdapter[Any]:
    known = _ADAPTERS.get(kind)
    if known is not None:
        return known
    from pydantic import ConfigDict, TypeAdapter, with_config

    # pydantic takes a dataclass's settings, and how to store a type of our own, from the class
    # alone; they are added here so that the domain need not know pydantic.
    strict = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)
    Protected.__get_pydantic_core_schema__ = _protected_schema  # type: ignore[attr-defined]
    made: TypeAdapter[Any] = TypeAdapter(with_config(strict)(kind))
    return _ADAPTERS.setdefault(kind, made)


def _protected_schema(_source: object, _handler: object) -> CoreSchema:
    from pydantic_core import core_schema

    words = core_schema.str_schema(strict=True)
    reveal = core_schema.plain_serializer_function_ser_schema(Protected.reveal, return_schema=words)
    return core_schema.no_info_after_validator_function(Protected, words, serialization=reveal)
