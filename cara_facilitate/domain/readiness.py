"""The readiness check before workshop two (CARA-6 of ``domain.md`` (e)): what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from cara_facilitate.domain.cohort import CohortState, Import, ManagerCall
from cara_facilitate.domain.events import ReadinessRefreshed

HOME_WORDS = "preparation for workshop two open"
"""The same words on ordinary screens whatever the reason (``security.md`` 1)."""


EVE = timedelta(days=1)
"""How long before workshop two worker and manager may at the earliest be rung for it to count."""


class Refresh(StrEnum):
    """Whether the victim-contact worker was asked for changes, or for what never came.

    A hand-over written on the day or the day before is as good as asking; a plain file does not
    say when it was made. What was announced stays announced until an import after it.
    """

    NOTHING = "nothing"  # there is no workshop two that anybody could ask about
    TO_ASK = "to_ask"
    NONE = "none"
    COMING = "coming"
    NO_ANSWER = "no_answer"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands between the cohort and workshop two; ids are opaque.

    :ivar unread: (item, facilitator) pairs still to be acknowledged.
    :ivar flags_unread: (flag, facilitator) pairs still to be acknowledged.
    :ivar missing: ids of seats for which nothing was imported.
    :ivar held_back: rows held back that nothing has settled, though their import was taken back.
    :ivar no_import: True when no extract was taken in at all.
    :ivar refresh: whether the worker was asked for changes; what was announced and has not come,
        and an answer that nobody gave, are missing like a seat.
    :ivar called: the last call to the manager, if one was recorded.
    :ivar still_to_record: facilitators who have yet to record the call; one record is enough
        once the manager answered, both are needed while nobody has.
    """

    unread: tuple[tuple[str, str], ...]
    flags_unread: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    held_back: int
    no_import: bool
    called: ManagerCall | None
    still_to_record: tuple[str, ...] = ()
    refresh: Refresh = Refresh.NOTHING

    @property
    def incomplete(self) -> bool:
        """Whether something was not supplied, so that the manager must be telephoned."""
        return bool(self.missing) or self.no_import or self.held_back > 0 or self.unheard

    @property
    def unheard(self) -> bool:
        """Whether the worker's answer, or the extract it announced, is missing."""
        return self.refresh in (Refresh.COMING, Refresh.NO_ANSWER)

    @property
    def ready(self) -> bool:
        """Whether workshop two may start.

        A call to the manager that nobody answered counts once both facilitators have recorded
        it; unread rows and flags, and a worker nobody asked, are never waved through.
        """
        return (
            not self.unread
            and not self.flags_unread
            and self.refresh is not Refresh.TO_ASK
            and (not self.incomplete or not self.still_to_record)
        )


def readiness(state: CohortState, now: datetime | None = None) -> Readiness:
    """The readiness of a cohort for workshop two.

    :param now: nothing recorded under a later time counts, as a clock was set ahead then; None
        for a past that is only told.
    """
    taken = state.current_import
    items = taken.items if taken else ()
    unread = tuple(
        (item, who)
        for item in items
        for who in state.facilitators
        if who not in state.acknowledged.get(item, frozenset())
    )
    flags_unread = tuple(
        (flag.id, who)
        for flag in state.unclosed_flags
        for who in state.facilitators
        if who not in flag.acknowledged
    )
    calls = _calls(state, now)
    return Readiness(
        unread=unread,
        flags_unread=flags_unread,
        missing=taken.missing if taken else (),
        held_back=state.held_back,
        no_import=taken is None,
        called=calls[-1] if calls else None,
        still_to_record=_still_to_record(state.facilitators, calls),
        refresh=_refresh(state, taken, now),
    )


def asked_from(state: CohortState) -> date:
    """The first day on which ringing worker or manager counts: the eve of workshop two."""
    return state.workshops[2].date - EVE


def last_refresh(state: CohortState, now: datetime | None = None) -> ReadinessRefreshed | None:
    """When the worker was last asked since feedback changed, if late enough to count.

    :param now: as for :func:`readiness`.
    """
    return (_asked(state, now) or (None,))[-1]


def _asked(state: CohortState, now: datetime | None) -> tuple[ReadinessRefreshed, ...]:
    since = state.refreshes[state.refreshes_before :]
    return tuple(one for one in since if _counts(state, one.at, now))


def _calls(state: CohortState, now: datetime | None) -> tuple[ManagerCall, ...]:
    since = state.manager_calls[state.calls_before :]
    return tuple(one for one in since if _counts(state, one.at, now))


def _counts(state: CohortState, at: datetime, now: datetime | None) -> bool:
    if 2 not in state.workshops:
        return True
    return at.date() >= asked_from(state) and (now is None or at <= now)


def _refresh(state: CohortState, taken: Import | None, now: datetime | None) -> Refresh:
    if 2 not in state.workshops:
        return Refresh.NOTHING
    changes = [Refresh(one.changes) for one in _asked(state, now)]
    if Refresh.COMING in changes:
        return Refresh.COMING
    if changes:
        return changes[-1]
    fresh = taken is not None and _made_late(state, taken, now)
    return Refresh.FRESH if fresh else Refresh.TO_ASK


def _made_late(state: CohortState, taken: Import, now: datetime | None) -> bool:
    if taken.made_at is None:
        return False
    # Its own day is told by this computer's calendar; neither clock may make it later than it is.
    made = min(taken.made_at.astimezone(taken.at.tzinfo), taken.at)
    return made.date() >= asked_from(state) and (now is None or taken.at <= now)


def _still_to_record(
    facilitators: tuple[str, ...], calls: tuple[ManagerCall, ...]
) -> tuple[str, ...]:
    if any(call.answered for call in calls):
        return ()
    recorded = {call.by for call in calls}
    return tuple(who for who in facilitators if who not in recorded)
