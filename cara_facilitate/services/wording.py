"""The wording delivered, kept by content hash, so that an old record shows what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import ContentError, StoreError

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

LIBRARY = "library"
"""The stream that holds wordings; it belongs to no cohort."""


class Wording:
    """Curricula as pinned for prepared workshops, and as installed for the others."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by_hash: dict[str, Curriculum] = {}

    def curriculum(self, cohort: str, workshop: int) -> Curriculum:
        """What a workshop delivers: pinned once prepared, else as installed now.

        Where what is installed is gone or broken by now, what another workshop of the cohort was
        prepared with stands in, to be looked at; nothing new can be prepared from it.
        """
        state = self._desk.state(cohort)
        prepared = state.workshops.get(workshop)
        digest = prepared.content_hash if prepared else ""
        if digest:
            return self._pinned(digest)
        try:
            return self._desk.library.load(state.curriculum, state.variant)
        except ContentError:
            pinned = [w.content_hash for _, w in sorted(state.workshops.items()) if w.content_hash]
            if not pinned:
                raise
            return self._pinned(pinned[-1])

    def keep(self, curriculum: Curriculum) -> None:
        """Keep this wording unless it is kept already; on the disk when this returns."""
        from cara_facilitate.content.compiled import dump

        if self._stored(curriculum.hash) is not None:
            return
        body = dump(curriculum).decode("utf-8")
        kept = ev.WordingKept(curriculum.hash, curriculum.id, curriculum.variant, body)
        self._desk.record(LIBRARY, [kept], wait=True)
        self._by_hash[curriculum.hash] = curriculum

    def _pinned(self, digest: str) -> Curriculum:
        if digest not in self._by_hash:
            kept = self._stored(digest)
            if kept is None:
                raise StoreError(
                    "The wording this workshop was prepared with is not in the store.",
                    "Restore the store from a backup.",
                )
            from cara_facilitate.content.compiled import restore

            self._by_hash[digest] = restore(kept.body.encode("utf-8"))
        return self._by_hash[digest]

    def _stored(self, digest: str) -> ev.WordingKept | None:
        for event in self._desk.stream_events(f"{LIBRARY}/delivery"):
            if isinstance(event, ev.WordingKept) and event.content_hash == digest:
                return event
        return None
