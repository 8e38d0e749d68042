"""The unlocked store: every cohort's state in memory, and the one way to record what happened."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.api import EventNotice
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.domain.fold import apply, fold
from cara_facilitate.errors import CaraError, Refusal, StoreError
from cara_facilitate.journal.compartments import Compartments, Entry, Order
from cara_facilitate.journal.writer import Writer
from cara_facilitate.services.clock import Clock
from cara_facilitate.services.device import device_fault, device_points
from cara_facilitate.services.disk import fault_at_start, give_back_reserve, keep_reserve
from cara_facilitate.services.pins import PinTries
from cara_facilitate.services.wording import Wording

if TYPE_CHECKING:
    from cara_facilitate.host.registry import Host
    from cara_facilitate.journal.held import PersonKey, TierKey
    from cara_facilitate.journal.marks import Heads
    from cara_facilitate.journal.store import Store
    from cara_facilitate.services.curricula import Library
    from cara_facilitate.settings.settings import Settings

OPEN_COMPARTMENTS = ("delivery", "review")
"""What ordinary screens are computed from; the other compartments are sealed."""

WATCHED = frozenset(
    {"cohort", "workshop", "item", "clock", "attendance", "observation", "objective", "rating",
     "event", "note"}
)  # fmt: skip
"""The families of events that plugins may watch; nothing about flags, feedback or reading."""

COMMIT_SECONDS = 10.0
"""How long a confirmation waits for the disk before it says that nothing is certain."""


@dataclass(frozen=True, slots=True)
class SaveState:
    """What the status line may claim: ``saved_at`` is the last commit, ``failure`` is not saved."""

    saved_at: datetime | None = None
    pending: int = 0
    failure: str = ""


@dataclass(slots=True)
class _Waiting:
    """A confirmation that waits for its commit."""

    done: threading.Event
    failure: str = ""


class Desk:
    """One person's open store. Screens send it events and draw the state it gives back."""

    def __init__(
        self,
        *,
        folder: Path,
        owner: str,
        roles: tuple[str, ...],
        practice: bool,
        clock: Clock,
        store: Store,
        key: TierKey,
        own: PersonKey,
        host: Host,
        library: Library,
        settings: Settings,
    ) -> None:
        self.folder = folder
        self.owner = owner
        self.roles = roles
        """What the owner does, see :class:`~cara_facilitate.domain.people.Role`."""
        self.own = own
        """The owner's keys for hand-overs."""
        self.practice = practice
        self.clock = clock
        self.host = host
        self.library = library
        self.settings = settings
        self.save_state = SaveState()
        self.warnings = _warnings(store, folder, practice)
        """Sentences a person should read after unlocking; safe on any screen."""
        self._store = store
        self._compartments = Compartments(store)
        self._key = key
        self._pins = PinTries()
        self._noticed = 0
        self._listeners: list[Callable[[SaveState], None]] = []
        self._waiting: dict[object, _Waiting] = {}
        self._told: dict[object, Sequence[str]] = {}
        self._lock = threading.RLock()
        keep_reserve(folder)
        self._writer = Writer(store, self._committed, self._failed)
        self._states = self._load()
        self._wording = Wording(self)

    # --- reading ----------------------------------------------------------------------------

    def cohorts(self) -> tuple[CohortState, ...]:
        """Every cohort, by id."""
        return tuple(self._states[name] for name in sorted(self._states))

    def state(self, cohort: str) -> CohortState:
        """One cohort as it stands.

        :raises Refusal: if this store has no such cohort.
        """
        found = self._states.get(cohort)
        if found is None:
            raise Refusal("This store has no such cohort.", "See the list on Home.")
        return found

    def curriculum(self, cohort: str, workshop: int = 0) -> Curriculum:
        """What is delivered: the pinned wording once prepared, else the installed one.

        :raises ContentError: if it is not installed or broken.
        """
        return self._wording.curriculum(cohort, workshop)

    def keep_wording(self, curriculum: Curriculum) -> None:
        """Keep a curriculum's whole wording by its hash; saved when this returns."""
        self._wording.keep(curriculum)

    def sealed(self, cohort: str, compartment: str, key: TierKey | None = None) -> list[ev.Event]:
        """The events of a sealed compartment; for one private view, then let go.

        :param key: the feedback key for ``feedback``; the desk's own otherwise.
        """
        return self.stream_events(f"{cohort}/{compartment}", key or self._key)

    def stream_events(self, stream: str, key: TierKey | None = None) -> list[ev.Event]:
        """The committed events of one stream that can be read with this key."""
        return self._compartments.read(stream, key)

    def in_order(self, streams: Iterable[str], key: TierKey | None = None) -> list[ev.Event]:
        """The readable events of several streams in the journal's order, whatever any clock said.

        :param key: as :meth:`stream_events`.
        """
        found = [one for stream in streams for one in self._compartments.records(stream, key)]
        return [record.event for _, record in sorted(found, key=lambda pair: pair[0])]

    def streams(self) -> tuple[str, ...]:
        """The names of all committed streams, ``<cohort>/<compartment>``; told to nobody."""
        return tuple(self._store.streams())

    def sealed_records(
        self, cohort: str, compartment: str, key: TierKey | None = None
    ) -> list[ev.Recorded]:
        """A sealed compartment's events with their ids; as :meth:`sealed`."""
        found = self._compartments.records(f"{cohort}/{compartment}", key or self._key)
        return [record for _, record in found]

    def entries(self, stream: str) -> list[Entry]:
        """What a stream holds, unopened: for counting and blanking, never for a screen."""
        return self._compartments.entries(stream)

    def keys_of(self, ref: str) -> frozenset[str]:
        """The names of a participant's own keys, by which :meth:`entries` tells whose they are."""
        return self._compartments.keys_of(ref)

    def erased(self, ref: str) -> bool:
        """Whether this participant was erased: nothing more is kept under the reference."""
        return self._compartments.erased(ref)

    def count_events(self) -> int:
        """How many events the journal holds, sealed ones and all."""
        return sum(seq for seq, _ in self._store.head().values())

    def verify_pin(self, cohort: str, facilitator: str, pin: str) -> None:
        """Accept a facilitator's PIN or refuse.

        :raises Refusal: wrong, none set, or five wrong tries within a minute.
        """
        stored = self.state(cohort).pins.get(facilitator, "")
        self._pins.verify(facilitator, pin, stored, self.clock.boottime())

    # --- recording --------------------------------------------------------------------------

    def record(
        self,
        cohort: str,
        events: Sequence[ev.Event],
        *,
        wait: bool = False,
        ids: Mapping[int, str] | None = None,
    ) -> tuple[ev.Recorded, ...]:
        """Apply events at once and send them to the writer thread, all or nothing.

        :param wait: return only after the commit; call it off the interface thread.
        :param ids: ids chosen beforehand (see :meth:`new_id`), by position.
        :raises StoreError: with ``wait``, if the commit failed or took too long. The events stay
            queued in order either way.
        """
        drafts = [self._compartments.draft(cohort, self.owner, event) for event in events]
        for position, chosen in (ids or {}).items():
            drafts[position] = replace(drafts[position], id=chosen)
        token, waiting = object(), _Waiting(threading.Event()) if wait else None
        with self._lock:  # the writer cannot answer before it is let go
            made = self._writer.submit(drafts, token)
            self._told[token] = [event.TYPE for event in events]
            if waiting is not None:
                self._waiting[token] = waiting
            now = self.save_state
            self._tell(SaveState(now.saved_at, now.pending + 1, now.failure))
            records = tuple(
                ev.Recorded(id_, one.stream, self.owner, event)
                for id_, one, event in zip(made, drafts, events, strict=True)
            )
            self._apply(cohort, records)
        if waiting is not None:
            self._await(token, waiting)
        return records

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Nobody else records meanwhile: for a decision and what it leads to; never to wait in."""
        with self._lock:
            yield

    def new_id(self) -> str:
        """An id for an event that another event of the same call is to name."""
        return self._store.new_id()

    def prepare_keys(self, refs: Iterable[str]) -> None:
        """Make the key pairs of new participants, so that no later press waits for them."""
        self._compartments.prepare_for(refs)

    def blank(self, stream: str, ids: Iterable[str]) -> None:
        """Erase the payloads of these events of a stream for good, if they are committed."""
        self.blank_all([stream], ids)

    def blank_all(self, streams: Iterable[str], ids: Iterable[str]) -> int:
        """Erase the payloads of these events of several streams in one go, if committed.

        What a legal hold keeps stays as it is, whoever asks.

        :return: how many went.
        """
        from cara_facilitate.services.holding import may_go

        wanted, left = set(ids), list[str]()
        for stream in streams:
            found = self._compartments.worded(stream) & wanted
            left += may_go(self, stream.partition("/")[0], found) if found else ()
        return self._store.blank(sorted(left)) if left else 0

    def erase(self, ref: str) -> None:
        """Destroy a participant's keys: what was sealed to them can never be read again.

        :raises Refusal: if a legal hold stands on this participant.
        :raises StoreError: if it could not be done, or old pages could not be cleared.
        """
        from cara_facilitate.services.holding import refuse_keys_on_hold

        refuse_keys_on_hold(self, ref)
        self._compartments.erase(ref)

    def copy_to(self, folder: Path, name: str) -> Heads:
        """Put a whole, encrypted copy of the store's file into a folder, for a backup.

        :raises StoreError: if it cannot be written.
        """
        return self._store.copy_to(folder, name)

    def reread(self) -> None:
        """Compute every cohort's state anew, after something it was computed from was blanked.

        Call it with nothing waiting to be saved.
        """
        with self._lock:
            self._states = self._load()

    def listen(self, callback: Callable[[SaveState], None]) -> None:
        """Be told after every commit or failure; the call may come on the writer thread."""
        self._listeners.append(callback)

    def retry(self) -> None:
        """Try to save again what could not be saved."""
        self._writer.retry()

    def flush(self, seconds: float) -> bool:
        """Wait until everything is on disk; False if it is not in time."""
        return self._writer.flush(seconds)

    def close(self) -> int:
        """Save what is queued, then close the store and every plugin's child process.

        :return: how many entries could not be saved; if any, say loudly that they are lost.
        """
        try:
            unsaved = len(self._writer.close())
            self._store.close()
        finally:
            self.host.close()
        return unsaved

    # --- inside -----------------------------------------------------------------------------

    def _load(self) -> dict[str, CohortState]:
        by_cohort: dict[str, list[tuple[Order, ev.Recorded]]] = {}
        for stream in self._store.streams():
            cohort, _, compartment = stream.partition("/")
            if compartment in OPEN_COMPARTMENTS and cohort.isupper():
                by_cohort.setdefault(cohort, []).extend(self._compartments.records(stream))
        folded = {
            name: fold(record for _, record in sorted(pairs, key=lambda pair: pair[0]))
            for name, pairs in by_cohort.items()
        }
        return {name: state for name, state in folded.items() if state.cohort}

    def _apply(self, cohort: str, records: Iterable[ev.Recorded]) -> None:
        state = self._states.get(cohort, CohortState())
        shown = [r for r in records if r.event.COMPARTMENT in OPEN_COMPARTMENTS]
        if len(shown) > 1 and any(isinstance(record.event, ev.Undone) for record in shown):
            state = fold((*state.log, *shown))  # once, not once for each that is undone
        else:
            for record in shown:
                state = apply(state, record)
        if state.cohort:
            self._states[cohort] = state

    def _await(self, token: object, waiting: _Waiting) -> None:
        committed = waiting.done.wait(COMMIT_SECONDS)
        with self._lock:
            self._waiting.pop(token, None)
        if not committed or waiting.failure:
            raise StoreError(
                f"NOT SAVED. {waiting.failure}".strip(),
                "Write it on paper now; the app keeps trying in the background.",
            )

    def _notices(self, types: Sequence[str], at: datetime) -> tuple[EventNotice, ...]:
        """What plugins that watch are told of what was saved: never that feedback exists."""
        kinds = [kind for kind in types if kind.split(".")[0] in WATCHED]
        self._noticed += len(kinds)
        first, stamp = self._noticed - len(kinds) + 1, at.isoformat(timespec="seconds")
        return tuple(EventNotice(kind, first + n, stamp) for n, kind in enumerate(kinds))

    def _committed(self, token: object) -> None:
        self._answer(token, "")
        with self._lock:
            left = len(self._writer.waiting())
            now = self.clock.now()
            self._tell(SaveState(now, left, ""))
            notices = self._notices(self._told.pop(token, ()), now)
        for notice in notices:
            self.host.observe(notice)

    def _failed(self, token: object, error: CaraError) -> None:
        if give_back_reserve(self.folder):
            self._writer.retry()  # at once, with room to write: only its failure is to be told
            return
        self._answer(token, error.message)
        with self._lock:
            left = len(self._writer.waiting())
            self._tell(SaveState(self.save_state.saved_at, left, error.sentence()))

    def _answer(self, token: object, failure: str) -> None:
        with self._lock:
            waiting = self._waiting.get(token)
        if waiting is not None:
            waiting.failure = failure
            waiting.done.set()

    def _tell(self, state: SaveState) -> None:
        self.save_state = state
        for listener in self._listeners:
            listener(state)


def _warnings(store: Store, folder: Path, practice: bool) -> tuple[str, ...]:
    found = [f"{warning.message} {warning.hint}".strip() for warning in store.warnings]
    found.append(fault_at_start(folder))
    if not practice:
        found.append(device_fault(device_points(folder)))
    return tuple(filter(None, found))
