"""Typed events in and out of a store, each sealed or opened as its compartment demands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cara_facilitate.domain.events import Event, Recorded
from cara_facilitate.journal import codec
from cara_facilitate.journal.envelope import Draft
from cara_facilitate.journal.held import TierKey
from cara_facilitate.journal.store import Store

Order = tuple[int, str, int]
"""What sorts the events of several streams: (hlc, device, seq)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A committed event that is not blank, unopened: its id, stored name and key's name."""

    id: str
    type: str
    kid: str | None


class Compartments:
    """The typed face of one store. It holds no key: readers of sealed streams bring theirs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def draft(self, cohort: str, actor: str, event: Event) -> Draft:
        """An event made ready for the writer, in its own compartment's stream.

        :raises StoreError: if it cannot be stored, or its participant's record was erased.
        """
        return codec.draft(event, cohort, actor, self._store.seals.recipient)

    def records(self, stream: str, key: TierKey | None = None) -> list[tuple[Order, Recorded]]:
        """A stream's readable events with what sorts them; blanked and unknown ones are left out.

        :param key: opens a sealed stream; without it, or with the wrong tier's, nothing is read.
        :raises StoreError: if an entry is damaged, or ``key`` is another store's.
        """
        opener = None if key is None else self._store.seals.opener(key)
        found = []
        for stored in self._store.read(stream):
            event = codec.decode(stored, opener)
            if isinstance(event, Event):
                order = (stored.hlc, stored.device, stored.seq)
                found.append((order, Recorded(stored.id, stream, stored.actor, event)))
        return found

    def read(self, stream: str, key: TierKey | None = None) -> list[Event]:
        """A stream's readable events in order; see :meth:`records`."""
        return [record.event for _, record in self.records(stream, key)]

    def worded(self, stream: str) -> frozenset[str]:
        """Ids of a stream's committed events that are not blank."""
        return frozenset(entry.id for entry in self.entries(stream))

    def entries(self, stream: str) -> list[Entry]:
        """A stream's events that are not blank, in order, without opening any of them."""
        stored = self._store.read(stream)
        return [Entry(e.id, e.type, e.kid) for e in stored if e.payload is not None]

    def keys_of(self, ref: str) -> frozenset[str]:
        """The names of one participant's own keys, as they stand in :class:`Entry`."""
        return self._store.seals.kids(ref)

    def erased(self, ref: str) -> bool:
        """Whether this participant's keys were destroyed."""
        return self._store.seals.destroyed(ref)

    def prepare_for(self, refs: Iterable[str]) -> None:
        """Make these participants' keys now, so that no later press waits for the disk."""
        self._store.seals.ensure(refs)

    def erase(self, ref: str) -> None:
        """Destroy a participant's keys: what was sealed to them can never be read again."""
        self._store.seals.destroy(ref)
