"""The private briefing: what the person harmed allowed, one seat at a time, then let go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from types import TracebackType
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.feedback import Level
from cara_facilitate.domain.governing import Governing, all_limits, governing, lowered
from cara_facilitate.domain.protected import Protected
from cara_facilitate.domain.sharing import SharingFacts, seat_level, shared
from cara_facilitate.errors import Refusal
from cara_facilitate.services import feedback_speaker, feedback_standing
from cara_facilitate.services.brief_plan import Strengthen, group_plan
from cara_facilitate.services.safeguard import details

if TYPE_CHECKING:
    from cara_facilitate.journal.held import TierKey
    from cara_facilitate.services.desk import Desk

LEVEL_WORDS = {
    Level.L0: "Sealed: nothing to use",
    Level.L1: "For your planning only: never said, never hinted",
    Level.L2: "Themes to strengthen for everyone, if four or more attend",
    Level.L3: "Exact words may be used, in private, by the facilitator named",
}
CUE_WORDS = {
    "none": "No safety cue",
    "do_not_be_alone": "Safety: do not be alone with this person",
    "watch_departure": "Safety: watch who leaves with or near this person",
    "call_manager_first": "Safety: ring the manager before the doors open",
}
ESCALATION_CUE = "An escalation is open: ring the manager before you use anything"
HELD_CUE = "A row that may be about this person was held back: ring the worker"
"""Where a row was held back nobody knows what it says, so nothing is said to be safe."""
VOIDING = ("threat", "offence", "honour", "pressure")
"""Kinds of flag under which nobody's agreed words are said: pressure, retaliation and the like."""
STOCK_LINE = "People affected may be offered contact; we never say whether it took place."


@dataclass(frozen=True, slots=True)
class BriefItem:
    """One record as whoever reads it may see it.

    :ivar agreed_words: empty for anybody but who is named to say them.
    :ivar agreed: that agreed words exist. :ivar speaker: who is named for them, or empty.
    """

    item: str
    level: str
    cue: str
    escalation_open: bool
    summary: Protected
    themes: tuple[str, ...]
    agreed_words: Protected
    agreed: bool = False
    speaker: str = ""

    @property
    def usable(self) -> bool:
        """Whether there is anything of it to use."""
        return bool(self.summary or self.themes or self.agreed)


@dataclass(frozen=True, slots=True)
class BriefSeat:
    """One seat's page; ``recorded`` is False where the extract held no row for it.

    ``warnings`` are cues besides the items' own: an open escalation, a row held back, and what a
    record that is not shown any more goes on saying.
    """

    seat: int
    recorded: bool
    items: tuple[BriefItem, ...]
    warnings: tuple[str, ...] = ()

    @property
    def cues(self) -> tuple[str, ...]:
        """Every cue of this seat, once each; empty if there is none."""
        none = CUE_WORDS["none"]
        own = [item.cue for item in self.items if item.cue != none]
        escalated = [ESCALATION_CUE for item in self.items if item.escalation_open]
        return tuple(dict.fromkeys((*escalated, *self.warnings, *own)))


@dataclass(frozen=True, slots=True)
class UseLine:
    """One record of which something could be used in workshop two; ``exact`` are agreed words.

    ``speaker`` is who is named to say them, or was recorded as having said them; or empty.
    """

    seat: int
    item: str
    exact: bool
    speaker: str = ""


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
    :raises Refusal: if nothing was taken in, the workshop is running, or this facilitator was
        covered away.
    """
    from cara_facilitate.services.bootstrap import feedback_key
    from cara_facilitate.services.reading import note_read, refuse_view

    state = desk.state(cohort)
    refuse_view(desk, cohort, "briefing", facilitator)
    if state.current_import is None:
        raise Refusal("No feedback was taken in.", "Import the extract first.")
    key = feedback_key(desk.folder, passphrase)
    # Saved before a word is read; and nothing that stands is still on its way to the disk then.
    note_read(desk, cohort, "briefing", facilitator, wait=True)
    feedback_standing.finish(desk, cohort)
    kept = replace(
        _kept(desk, cohort, key),
        reader=facilitator,
        speakers=feedback_speaker.speakers(desk, cohort),
        said=feedback_speaker.said(desk, cohort),
    )
    del key
    facts = _facts(desk, state)
    began = state.workshops[2].started_at
    flagged = [d for d in details(desk, cohort).values() if d.kind in VOIDING]
    voided = {d.seat for d in flagged}
    voided_before = {d.seat for d in flagged if began is None or d.at <= began}

    def of_seat(seat: int, voided: Collection[int] = voided) -> SharingFacts:
        return replace(facts, flags_retaliation=bool({seat, 0} & {*voided}))

    pages = [_page(seat, kept, of_seat(seat)) for seat in sorted(state.seats)]
    themes = {slug for page in pages for item in page.items for slug in item.themes}
    # Agreed words expire, and a flag of the day or after it voids them: whether they were said
    # before that is asked all the same.
    on_the_day = min(facts.now, facts.w2_end)
    uses = [
        line
        for seat in sorted(state.seats)
        for line in _uses(seat, kept, replace(of_seat(seat, voided_before), now=on_the_day))
    ]
    return Briefing(pages, group_plan(desk, cohort, themes), tuple(uses))


@dataclass(frozen=True, slots=True)
class _Kept:
    """The rows that stand and can be read, and by seat what governs besides them."""

    rows: tuple[ev.FeedbackRowStored, ...] = field(repr=False)
    governing: Mapping[int, Governing] = field(repr=False)
    reader: str = ""
    speakers: Mapping[int, str] = field(default_factory=dict, repr=False)
    said: Mapping[int, str] = field(default_factory=dict, repr=False)


def _kept(desk: Desk, cohort: str, key: TierKey) -> _Kept:
    """Read what is held of every import; blank words that a newer, stricter version left behind."""
    index = feedback_standing.indexed(desk, cohort)
    records = desk.sealed_records(cohort, "feedback", key)
    rows = {one.id: one.event for one in records if isinstance(one.event, ev.FeedbackRowStored)}
    stated = [one.event for one in records if isinstance(one.event, ev.FeedbackLimit)]
    limits = all_limits(stated, rows.values(), index)
    gone = {id_ for id_, row in rows.items() if lowered(row.extract, limits)}
    if gone:
        desk.blank(f"{cohort}/feedback", gone)
    standing = feedback_standing.standing(desk, cohort)
    read = {one.row_event: rows[one.row_event] for one in standing if one.row_event in rows}
    read = {id_: row for id_, row in read.items() if id_ not in gone}
    held = feedback_standing.held_seats(desk, cohort)
    return _Kept(
        tuple(read.values()),
        {
            seat: governing(
                [one for one in limits if one.seat == seat],
                [one for one in standing if one.seat == seat],
                {id_: row.extract for id_, row in read.items()},
                held=seat in held,
            )
            for seat in desk.state(cohort).seats
        },
    )


def _uses(seat: int, kept: _Kept, facts: SharingFacts) -> Iterable[UseLine]:
    for item in _page(seat, kept, facts).items:
        if item.usable:
            who = kept.said.get(seat, item.speaker) if item.agreed else ""
            yield UseLine(seat, item.item, item.agreed, who)


def _page(seat: int, kept: _Kept, facts: SharingFacts) -> BriefSeat:
    own = [row for row in kept.rows if row.seat == seat]
    beyond = kept.governing[seat]
    level = min(seat_level([row.extract for row in own], facts), beyond.cap)
    speaker = kept.speakers.get(seat, "")
    says = bool(speaker) and speaker == kept.reader
    items = []
    for row in own:
        allowed = shared(row.extract, level, facts, says=says)
        items.append(
            BriefItem(
                item=row.item,
                level=LEVEL_WORDS[allowed.level],
                cue=CUE_WORDS[allowed.cue],
                escalation_open=row.extract.escalation_open,
                summary=allowed.summary,
                themes=allowed.themes,
                agreed_words=allowed.agreed_words,
                agreed=allowed.agreed,
                speaker=speaker if allowed.agreed else "",
            )
        )
    return BriefSeat(seat, bool(own), tuple(items), _warnings(beyond))


def _warnings(beyond: Governing) -> tuple[str, ...]:
    said = [HELD_CUE] if beyond.held else []
    said += [ESCALATION_CUE] if beyond.escalation_open else []
    return (*said, *(CUE_WORDS[cue] for cue in beyond.cues))


def _facts(desk: Desk, state: CohortState) -> SharingFacts:
    second = state.workshops[2]
    curriculum = desk.curriculum(state.cohort, 2)
    run = curriculum.day(2).run
    planned = datetime.combine(second.date, time.fromisoformat(second.start)).astimezone()
    start, now = second.started_at or planned, desk.clock.now()
    end = start + timedelta(minutes=sum(item.minutes for item in run))
    return SharingFacts(
        attending=sum(_expected(state, seat) for seat in state.seats),
        planned_activities={
            item.activity for item in run if item.activity and item.id not in second.not_run
        },
        site_allows_l3=feedback_speaker.allowed(desk, state),
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
