"""The private briefing: what the person harmed allowed, one seat at a time, then let go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import TracebackType
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.feedback import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.domain.sharing import SharingFacts, seat_level, shared
from cara_facilitate.errors import Refusal
from cara_facilitate.services.brief_plan import Strengthen, group_plan
from cara_facilitate.services.safeguard import details

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

LEVEL_WORDS = {
    Level.L0: "Sealed: nothing to use",
    Level.L1: "For your planning only: never said, never hinted",
    Level.L2: "Themes to strengthen for everyone, if four or more attend",
    Level.L3: "These exact words may be used, in private, by you",
}
CUE_WORDS = {
    "none": "No safety cue",
    "do_not_be_alone": "Safety: do not be alone with this person",
    "watch_departure": "Safety: watch who leaves with or near this person",
    "call_manager_first": "Safety: ring the manager before the doors open",
}
VOIDING = ("threat", "offence", "honour", "pressure")
"""Kinds of flag under which nobody's agreed words are said: pressure, retaliation and the like."""
STOCK_LINE = "People affected may be offered contact; we never say whether it took place."


@dataclass(frozen=True, slots=True)
class BriefItem:
    """One record as this seat's facilitators may see it."""

    item: str
    level: str
    cue: str
    escalation_open: bool
    summary: Protected
    themes: tuple[str, ...]
    agreed_words: Protected


@dataclass(frozen=True, slots=True)
class BriefSeat:
    """One seat's page; ``recorded`` is False where the extract held no row for it."""

    seat: int
    recorded: bool
    items: tuple[BriefItem, ...]


@dataclass(frozen=True, slots=True)
class UseLine:
    """One record of which something could be used in workshop two; ``exact`` are agreed words."""

    seat: int
    item: str
    exact: bool


class Briefing:
    """The pages of one opened briefing; closing it drops the words and the key."""

    def __init__(
        self,
        seats: Iterable[BriefSeat],
        plan: tuple[Strengthen, ...] = (),
        uses: tuple[UseLine, ...] = (),
    ) -> None:
        self._seats = tuple(seats)
        self._plan = plan
        self._uses = uses

    def __enter__(self) -> Briefing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<Briefing>"

    @property
    def seats(self) -> tuple[BriefSeat, ...]:
        """Every rostered seat's page, in order; all look alike from outside."""
        return self._seats

    @property
    def plan(self) -> tuple[Strengthen, ...]:
        """What to strengthen for everyone, from all seats together; the first page."""
        return self._plan

    @property
    def uses(self) -> tuple[UseLine, ...]:
        """Of what it is asked, once workshop two is over, whether it was used."""
        return self._uses

    def close(self) -> None:
        """Drop every page."""
        self._seats, self._plan, self._uses = (), (), ()


def open_briefing(desk: Desk, cohort: str, passphrase: str, facilitator: str) -> Briefing:
    """Open the briefing with the store's passphrase; call it off the interface thread.

    During a workshop it opens only at a break or pause. The read is recorded.

    :raises WrongPassphrase: if it is not the one.
    :raises Refusal: if nothing was taken in, or the workshop is running.
    """
    from cara_facilitate.services.bootstrap import feedback_key
    from cara_facilitate.services.reading import note_read

    state = desk.state(cohort)
    _refuse_mid_session(desk, state)
    taken = state.current_import
    if taken is None:
        raise Refusal("No feedback was taken in.", "Import the extract first.")
    key = feedback_key(desk.folder, passphrase)
    rows = [
        event
        for event in desk.sealed(cohort, "feedback", key)
        if isinstance(event, ev.FeedbackRowStored) and event.import_id == taken.id
    ]
    del key
    facts = _facts(desk, state)
    note_read(desk, cohort, "briefing", facilitator)
    voided = {d.seat for d in details(desk, cohort).values() if d.kind in VOIDING}

    def of_seat(seat: int) -> SharingFacts:
        return replace(facts, flags_retaliation=bool({seat, 0} & voided))

    pages = [_page(seat, rows, of_seat(seat)) for seat in sorted(state.seats)]
    themes = {slug for page in pages for item in page.items for slug in item.themes}
    on_the_day = min(facts.now, facts.w2_end)  # agreed words expire; whether they were said stays
    uses = [
        line
        for seat in sorted(state.seats)
        for line in _uses(seat, rows, replace(of_seat(seat), now=on_the_day))
    ]
    return Briefing(pages, group_plan(desk, cohort, themes), tuple(uses))


def _uses(seat: int, rows: list[ev.FeedbackRowStored], facts: SharingFacts) -> Iterable[UseLine]:
    for item in _page(seat, rows, facts).items:
        if item.summary or item.themes or item.agreed_words:
            yield UseLine(seat, item.item, bool(item.agreed_words))


def _refuse_mid_session(desk: Desk, state: CohortState) -> None:
    live = state.live_workshop
    if live is None or live.paused is not None:
        return
    item = desk.curriculum(state.cohort, live.number).item(live.number, live.present_item)
    if not item.is_break:
        raise Refusal(
            "The briefing opens only at a break or pause.", "Pause the clock, and step outside."
        )


def _page(seat: int, rows: list[ev.FeedbackRowStored], facts: SharingFacts) -> BriefSeat:
    own = [row for row in rows if row.seat == seat]
    level = seat_level([row.extract for row in own], facts)
    items = []
    for row in own:
        allowed = shared(row.extract, level, facts)
        items.append(
            BriefItem(
                item=row.item,
                level=LEVEL_WORDS[allowed.level],
                cue=CUE_WORDS[allowed.cue],
                escalation_open=row.extract.escalation_open,
                summary=allowed.summary,
                themes=allowed.themes,
                agreed_words=allowed.agreed_words,
            )
        )
    return BriefSeat(seat, bool(own), tuple(items))


def _facts(desk: Desk, state: CohortState) -> SharingFacts:
    second = state.workshops[2]
    curriculum = desk.curriculum(state.cohort, 2)
    run = curriculum.day(2).run
    planned = datetime.combine(second.date, time.fromisoformat(second.start)).astimezone()
    start, now = second.started_at or planned, desk.clock.now()
    end = start + timedelta(minutes=sum(item.minutes for item in run))
    settings = desk.host.site_policy(state.site).settings
    return SharingFacts(
        attending=sum(_expected(state, seat) for seat in state.seats),
        planned_activities={
            item.activity for item in run if item.activity and item.id not in second.not_run
        },
        site_allows_l3=bool(settings.get("allow_agreed_words", False)),
        flags_retaliation=False,
        now=now,
        w2_start=start,
        # Agreed words end with the day, not with the planned hour.
        w2_end=second.ended_at or (max(end, now) if second.live else end),
    )


def _expected(state: CohortState, seat: int) -> bool:
    """In the room now; before workshop two whoever attended workshop one, after it whoever came."""
    second = state.workshops[2]
    if second.started_at is None:
        return state.workshops[1].seat(seat).attended
    place = second.seat(seat)
    return place.present if second.live else place.attended
