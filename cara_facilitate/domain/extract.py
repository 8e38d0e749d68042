"""What of full records may leave the worker's store: one row a record, filtered at its source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from cara_facilitate.domain.casework import HEARD, CaseRecord
from cara_facilitate.domain.casework_rules import spoken_between
from cara_facilitate.domain.feedback_rows import COLUMNS, FIELD_LEVELS, Level, row_check

VOIDING = ("retaliation", "pressure_about_workshop")
"""Coded changes under which no exact words of anybody are used (``domain.md`` (d))."""
_BY_VOICE = "say this number by telephone; the import shows it too."
_WHY_LOWER = (
    "the site's rules, pressure, a contact that was unsafe, high DASH, no theme, or nobody spoken "
    "to between the workshops."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out last under a feedback id: its version there, and what tells its content.

    The version of an extract counts what was sent, not what was recorded: it rises whenever
    anything in the row is new, a closed escalation too, and never tells how often the worker
    wrote something.
    """

    feedback_id: str
    version: int
    content: str


@dataclass(frozen=True, slots=True)
class ExtractFacts:
    """What an extract is made from.

    :ivar refs: the participant references of the roster, in its order.
    :ivar check_words: the word told by voice for every reference.
    :ivar records: the newest version of every record.
    :ivar escalated: feedback ids with an escalation open. :ivar pressed: references where one
        is about pressure, retaliation or unwanted contact.
    :ivar sent: what went out last, by feedback id.
    :ivar allows_l3: what the site says of agreed words; None if it is not known here.
    """

    cohort: str
    refs: Sequence[str]
    w1: date
    w2: date
    check_words: Mapping[str, str]
    records: Sequence[CaseRecord] = ()
    escalated: Collection[str] = ()
    pressed: Collection[str] = ()
    sent: Mapping[str, Sent] = field(default_factory=dict)
    allows_l3: bool | None = None


def extract_rows(facts: ExtractFacts, first_id: Callable[[str], str]) -> list[dict[str, str]]:
    """One row for every record, and one for every reference without: text under ``COLUMNS``.

    Declined, unsafe, unreachable, sealed and not recorded look alike. Nothing above the level
    that holds leaves, and no contact before or after the pair.

    :param first_id: the feedback id of a reference's first record, made or still to be made, so
        that a row for somebody not recorded and the later record are one.
    """
    rows = []
    for ref in facts.refs:
        mine = [record for record in facts.records if record.ref == ref]
        for record in mine or [CaseRecord(first_id(ref), 1, facts.cohort, ref, "")]:
            rows.append(_row(record, facts, void=_void(mine, ref, facts)))
    return rows


def governing_level(records: Sequence[CaseRecord], w1: date, w2: date) -> Level:
    """The strictest level at which several records of one participant leave: it governs the seat.

    What the site and pressure take from agreed words is not counted.
    """
    return min((_heard_level(record, w1, w2) for record in records), default=Level.L0)


def lowered(records: Sequence[CaseRecord], rows: Sequence[Mapping[str, str]]) -> int:
    """How many records leave at a lower level than the one that was recorded."""
    left = {row["feedback_id"]: Level(row["disclosure_level"]) for row in rows}
    return sum(record.level > left.get(record.feedback_id, record.level) for record in records)


def leaving_words(rows: int, people: int, lower: int) -> tuple[str, ...]:
    """What a worker is told as an extract leaves, for the worker's own eyes: counts alone.

    :param people: participants the rows are about. :param lower: as :func:`lowered` counts.
    """
    whom = "1 person" if people == 1 else f"{people} people"
    return (f"{_many(rows, 'row')} for {whom}: {_BY_VOICE}", *lower_words(lower))


def lower_words(count: int) -> tuple[str, ...]:
    """How many records leave at a lower level than recorded, in one sentence; none for none."""
    if not count:
        return ()
    verb = "leaves" if count == 1 else "leave"
    return (f"{_many(count, 'record')} {verb} at a lower level than recorded: {_WHY_LOWER}",)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def content_of(row: Mapping[str, str]) -> str:
    """What tells one row's content from another's, its version and row check left aside."""
    return row_check({**row, "version": "0"})


def _row(record: CaseRecord, facts: ExtractFacts, *, void: bool) -> dict[str, str]:
    days = [at for at in (a.at.date() for a in record.attempts) if facts.w1 < at < facts.w2]
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "feedback_id": record.feedback_id,
        "withdrawn": "yes" if record.withdrawn else "no",
        "cohort_id": facts.cohort,
        "participant_ref": record.ref,
        "check_word": facts.check_words[record.ref],
        "contact_attempted": "yes" if days else "no",
        "contact_date": max(days).isoformat() if days else "",
        "safety_cue": record.cue,
        "escalation_open": "yes" if record.feedback_id in facts.escalated else "no",
    }
    row |= _shared(record, _level(record, facts, void=void))
    content = content_of(row)
    last = facts.sent.get(record.feedback_id)
    row["version"] = str(_version(last, content))
    row["row_check"] = row_check(row)
    return row


def _version(last: Sent | None, content: str) -> int:
    if last is None:
        return 1
    return last.version if last.content == content else last.version + 1


def _level(record: CaseRecord, facts: ExtractFacts, *, void: bool) -> Level:
    level = _heard_level(record, facts.w1, facts.w2)
    if level is Level.L3 and (void or not _agreed(record)):
        level = Level.L2
    if level is Level.L2 and not record.themes:
        level = Level.L1
    return level


def _heard_level(record: CaseRecord, w1: date, w2: date) -> Level:
    heard = record.outcome in HEARD and spoken_between(record, w1, w2)
    return record.level if heard and not record.withdrawn else Level.L0


def _agreed(record: CaseRecord) -> bool:
    consented = record.agreed_words_consented_at is not None and record.agreed_words_reread
    return bool(record.agreed_words) and consented and record.with_person


def _void(records: Sequence[CaseRecord], ref: str, facts: ExtractFacts) -> bool:
    """Whether no exact words about this participant are used, whoever of several said them."""
    return facts.allows_l3 is False or ref in facts.pressed or any(map(_dangerous, records))


def _dangerous(record: CaseRecord) -> bool:
    return (
        record.dash == "high"
        or record.outcome == "unsafe"
        or any(attempt.outcome == "unsafe_ended" for attempt in record.attempts)
        or any(code in VOIDING for code in record.negative)
    )


def _shared(record: CaseRecord, level: Level) -> dict[str, str]:
    every = {
        "summary": record.summary.reveal(),
        "themes": ";".join(record.themes),
        "agreed_words": record.agreed_words.reveal(),
        "agreed_words_consented_at": _moment(record.agreed_words_consented_at),
        "agreed_words_reread": "yes",
        "agreed_words_reconfirmed_at": _moment(record.agreed_words_reconfirmed_at),
    }
    allowed = {name: text for name, text in every.items() if level >= FIELD_LEVELS[name]}
    return {"disclosure_level": level.value, **allowed}


def _moment(at: datetime | None) -> str:
    # An offset with seconds, as old local times have, is not one that an extract may hold.
    return "" if at is None else at.isoformat(timespec="seconds")
