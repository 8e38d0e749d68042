"""What governs a seat beyond the rows that stand: every version known, and rows held back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cara_facilitate.domain.care_events import (
    FeedbackHeldBack,
    FeedbackIndexed,
    FeedbackLimit,
    FeedbackRowStored,
)
from cara_facilitate.domain.event import Event
from cara_facilitate.domain.feedback import Reason
from cara_facilitate.domain.feedback_rows import Extract, Level
from cara_facilitate.domain.sharing import UNSAFE_CUE

NO_CUE = "none"
"""The cue that says nothing."""


@dataclass(frozen=True, slots=True)
class Governing:
    """What holds at one seat whatever its standing rows say.

    :ivar cap: nothing is shown above it. :ivar cues: cues that go on being said.
    :ivar held: a row that may concern this seat was held back and not settled.
    """

    cap: Level = Level.L3
    cues: tuple[str, ...] = ()
    escalation_open: bool = False
    held: bool = False


def limit_of(import_id: str, item: str, seat: int, row: Extract) -> FeedbackLimit:
    """What a row allows, without its words."""
    return FeedbackLimit(
        import_id,
        item,
        row.ref,
        seat,
        row.feedback_id,
        row.version,
        row.row_check,
        Level.L0 if row.withdrawn else row.level,
        row.cue,
        row.escalation_open,
    )


def all_limits(
    limits: Iterable[FeedbackLimit],
    rows: Iterable[FeedbackRowStored],
    index: Iterable[FeedbackIndexed],
) -> list[FeedbackLimit]:
    """The limit of every version ever known, also of those stored before limits were."""
    found = [*limits, *(limit_of(r.import_id, r.item, r.seat, r.extract) for r in rows)]
    have = {(one.feedback_id.casefold(), one.version) for one in found}
    for one in index:
        if one.purges and (one.feedback_id.casefold(), one.version) not in have:
            found.append(
                FeedbackLimit(
                    one.import_id,
                    one.item,
                    one.ref,
                    one.seat,
                    one.feedback_id,
                    one.version,
                    one.row_check,
                    Level.L0,
                    NO_CUE,
                    escalation_open=False,
                )
            )
    return found


def lowered(row: Extract, limits: Iterable[FeedbackLimit]) -> bool:
    """Whether a newer version of this record is stricter, so that these words must go."""
    return any(
        one.feedback_id.casefold() == row.feedback_id.casefold()
        and one.version > row.version
        and one.level < row.level
        for one in limits
    )


def governing(
    limits: Iterable[FeedbackLimit],
    standing: Iterable[FeedbackIndexed],
    read: Mapping[str, Extract],
    *,
    held: bool,
) -> Governing:
    """What governs one seat beyond the rows that stand and can be read.

    A record that stands and whose row is gone seals the seat.

    :param limits: those of this seat. :param standing: the records that stand for it.
    :param read: the rows that can be read, by the id of their entry.
    """
    stands: dict[str, tuple[int, str]] = {}
    unreadable = False
    for one in standing:
        row = read.get(one.row_event)
        unreadable = unreadable or row is None
        # Without its row a record's own limit rules it as well: "" is no limit's row check.
        own = (one.version, "") if row is None else (row.version, row.row_check)
        stands[one.feedback_id.casefold()] = own
    ruling = _ruling(limits, stands)
    cap = min((one.level for one in ruling), default=Level.L3)
    escalated = any(one.escalation_open for one in ruling)
    cues = tuple(dict.fromkeys(one.cue for one in ruling if one.cue != NO_CUE))
    if escalated or UNSAFE_CUE in cues:
        cap = min(cap, Level.L2)
    if unreadable or held:
        cap = Level.L0
    return Governing(cap, cues, escalated, held)


def _ruling(
    limits: Iterable[FeedbackLimit], stands: Mapping[str, tuple[int, str]]
) -> list[FeedbackLimit]:
    """The limits that say more than the rows that stand: newer, or of a record that does not."""
    by_id: dict[str, list[FeedbackLimit]] = defaultdict(list)
    for one in limits:
        by_id[one.feedback_id.casefold()].append(one)
    ruling = []
    for name, versions in by_id.items():
        newest = max(one.version for one in versions)
        version, row_check = stands.get(name, (newest, ""))
        ruling += [
            one
            for one in versions
            if one.version > version or (one.version == version and one.row_check != row_check)
        ]
    return ruling


def open_holds(register: Iterable[Event], undone: Collection[str]) -> tuple[FeedbackHeldBack, ...]:
    """The rows held back that still seal a seat; the only answer to which seats are in question.

    One is settled once the same record was matched for that seat: in a higher version, or in the
    same one in that import or a later one. Where the record was not known at that seat there are
    other ways, each of which needs a later import that stands, that matched a row at this seat
    and held none back there:

    - the row's import was taken back;
    - the row named two people, and was matched later to the other;
    - its feedback id may be the slip, for that alone points elsewhere: the record was matched
      later elsewhere, and this seat has since had a row that it did not have before.

    :param register: of the cohort, in order. :param undone: ids of the imports taken back.
    """
    found = _Held.of(register, undone)
    return tuple(hold for hold in found.holds if hold.seat and not found.settled(hold))


def count_held(register: Iterable[Event], undone: Collection[str]) -> int:
    """How many rows held back are in question: those that seal a seat, and those of nobody.

    A row that several files held back counts once. One that points at nobody counts while its
    import is the one that stands.

    :param register: as for :func:`open_holds`.
    """
    return _Held.of(register, undone).count()


@dataclass(frozen=True, slots=True)
class _Held:
    """What the register says of rows held back and of what was matched since.

    :ivar order: each import's place. :ivar index: every place of a record, but for those carried
        on. :ivar clean: by seat the last import that stands and leaves no doubt there.
    """

    order: Mapping[str, int]
    holds: tuple[FeedbackHeldBack, ...]
    index: tuple[FeedbackIndexed, ...]
    clean: Mapping[int, int]
    undone: Collection[str]

    @classmethod
    def of(cls, register: Iterable[Event], undone: Collection[str]) -> _Held:
        events = [one for one in register if isinstance(one, FeedbackIndexed | FeedbackHeldBack)]
        order: dict[str, int] = {}
        for event in events:
            order.setdefault(event.import_id, len(order))
        holds = tuple(one for one in events if isinstance(one, FeedbackHeldBack))
        index = tuple(one for one in events if isinstance(one, FeedbackIndexed) and not one.carried)
        dirty = {(one.import_id, one.seat) for one in holds}
        clean: dict[int, int] = {}
        for one in index:
            if one.import_id not in undone and (one.import_id, one.seat) not in dirty:
                clean[one.seat] = max(order[one.import_id], clean.get(one.seat, -1))
        return cls(order, holds, index, clean, undone)

    def settled(self, hold: FeedbackHeldBack) -> bool:
        """Whether this one no longer seals its seat."""
        at = self.order[hold.import_id]
        if any(one.seat == hold.seat and self._answers(one, hold) for one in self.index):
            return True
        if self.clean.get(hold.seat, -1) <= at:
            return False
        strange = hold.import_id in self.undone and hold.seat not in self._known(hold)
        return strange or self._was_the_others(hold)

    def count(self) -> int:
        """How many rows are in question."""
        stands = max((name for name in self.order if name not in self.undone),
                     key=self.order.__getitem__, default="")  # fmt: skip
        rows: dict[tuple[str, int], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        nobodys = set()
        for one in self.holds:
            if one.seat == 0 and one.import_id == stands:
                nobodys.add(one.row)
            elif one.seat and not self.settled(one):
                rows[one.feedback_id.casefold(), one.version][one.import_id].add(one.row)
        # Each file may hold the same rows back: the last that stands says how many there are.
        last = (max(files, key=self._came) for files in rows.values())
        return len(nobodys) + sum(
            len(files[name]) for files, name in zip(rows.values(), last, strict=True)
        )

    def _came(self, import_id: str) -> tuple[bool, int]:
        return import_id not in self.undone, self.order[import_id]

    def _answers(self, one: FeedbackIndexed, hold: FeedbackHeldBack) -> bool:
        """Whether this place of the same record says what the row held back could not."""
        if one.import_id in self.undone or not _same_record(one, hold):
            return False
        later = self.order[one.import_id] >= self.order[hold.import_id]
        return one.version > hold.version or (one.version == hold.version and later)

    def _known(self, hold: FeedbackHeldBack, before: int | None = None) -> set[int]:
        """Seats at which the row's record was ever matched; ``before`` the import of this place."""
        return {
            one.seat
            for one in self.index
            if _same_record(one, hold) and (before is None or self.order[one.import_id] < before)
        }

    def _was_the_others(self, hold: FeedbackHeldBack) -> bool:
        """Whether the record turned out to be another seat's, and this one's is not left out."""
        at = self.order[hold.import_id]
        known = self._known(hold, before=at)
        if hold.seat in known:
            return False
        elsewhere = {
            one.seat
            for one in self.index
            if self.order[one.import_id] > at and self._answers(one, hold)
        }
        others = {
            one.seat
            for one in self.holds
            if (one.import_id, one.row) == (hold.import_id, hold.row)
            and one.seat != hold.seat
            and (one.named or not known)
        }
        # Where the feedback id itself may be the slip, another seat's record says nothing of this.
        if hold.reason != Reason.DUPLICATE.value and elsewhere & others:
            return True
        return bool(elsewhere) and self._anew(hold.seat, at)

    def _anew(self, seat: int, at: int) -> bool:
        """Whether an import after this place that stands brought the seat a row it never had."""
        here = [one for one in self.index if one.seat == seat]
        had = {_version_of(one) for one in here if self.order[one.import_id] <= at}
        return any(
            one.import_id not in self.undone
            and self.order[one.import_id] > at
            and _version_of(one) not in had
            for one in here
        )


def _version_of(one: FeedbackIndexed) -> tuple[str, int]:
    return one.feedback_id.casefold(), one.version


def _same_record(one: FeedbackIndexed, hold: FeedbackHeldBack) -> bool:
    return one.feedback_id.casefold() == hold.feedback_id.casefold()
