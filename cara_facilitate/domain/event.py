"""What an event is: a typed fact with a stored name, a version and a compartment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

REGISTRY: dict[tuple[str, int], type[Event]] = {}
"""Every event class by stored name and version; renaming a class never changes history."""

E = TypeVar("E", bound="Event")


class Event:
    """Base of all facts. Times are aware datetimes; seats 1-12; references as ``contracts.md``."""

    __slots__ = ()
    TYPE: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    COMPARTMENT: ClassVar[str] = "delivery"


def stored(
    name: str, version: int = 1, compartment: str = "delivery"
) -> Callable[[type[E]], type[E]]:
    """Give a class its stored name, version and compartment, and register it.

    :raises ValueError: if the name and version are taken.
    """

    def mark(cls: type[E]) -> type[E]:
        if (name, version) in REGISTRY:
            raise ValueError(f"event {name} version {version} is registered twice")
        cls.TYPE, cls.VERSION, cls.COMPARTMENT = name, version, compartment
        REGISTRY[(name, version)] = cls
        return cls

    return mark


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stored event with its place in the journal; ``id`` is a UUIDv7 in hex."""

    id: str
    stream: str
    actor: str
    event: Event
