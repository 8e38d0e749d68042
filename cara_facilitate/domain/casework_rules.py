"""What a full record must satisfy before it is kept (``domain.md`` (d)), field by field."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cara_facilitate.domain.casework import (
    ATTEMPT_OUTCOMES,
    CONCERN,
    CONTACT_OUTCOMES,
    CUES,
    DASH,
    HEARD,
    INCIDENTS,
    METHODS,
    NEEDS,
    NEGATIVE,
    NOTHING_CODED,
    OBSERVED,
    POSITIVE,
    WHY_OUTSIDE,
    CaseRecord,
    SafeContact,
    words,
)
from cara_facilitate.domain.contact_window import EXAMPLE, MOST, Windows, outside
from cara_facilitate.domain.escalation_triggers import RAISES_RISK
from cara_facilitate.domain.feedback_rows import (
    MAX_LENGTHS,
    Level,
    holds_contact_details,
    themes_ok,
)
from cara_facilitate.domain.identifiers import reference_cohort, reference_ok, staff_ok
from cara_facilitate.domain.people import among

RECONFIRMED_WITHIN = timedelta(hours=72)
_FORMULA_STARTS = ("=", "+", "-", "@")
_NOT_CHOSEN = "Choose one of the list."
WORDS_ONLY = (
    "The safe days and times are in words only: write them as days and hours as well, so that an "
    "attempt outside them is noticed."
)
OUTSIDE = (
    "was outside the agreed days and hours: say why (they rang, they asked, an emergency), or "
    "correct its time."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field, in a plain sentence that quotes nothing written.

    ``field`` is a field of :class:`CaseRecord`, or one of its safe contact: ``safe_contact.x``.
    """

    field: str
    sentence: str


def faults(
    record: CaseRecord,
    *,
    facilitators: Collection[str],
    earlier: CaseRecord | None,
    now: datetime,
    activities: Collection[str] | None = None,
    agreed: Sequence[SafeContact] = (),
) -> tuple[Fault, ...]:
    """Everything that keeps a record from being saved, in the order of a call; empty if nothing.

    Attempts before, between and after the workshops are all recordable: what depends on the days
    is for :func:`cautions` and stops nothing.

    :param facilitators: staff references of this cohort; the worker is none of them.
    :param earlier: the newest version kept of this feedback id, if any.
    :param now: aware.
    :param activities: slugs that themes may name; None where the curriculum is not known here.
    :param agreed: the safe contact of every version kept, in their order.
    """
    return (
        *_identity(record, facilitators, earlier),
        *_attempts(record, earlier, now, agreed),
        *_safe_contact(record, now),
        *_outcome(record),
        *_changes(record),
        *_risk(record, earlier),
        *_needs(record),
        *_sharing(record, activities, now),
    )


def cautions(
    record: CaseRecord, *, w1: date, w2: date, w2_start: datetime, now: datetime
) -> tuple[Fault, ...]:
    """What a worker should be told of a record that can be saved as it is.

    :param w1: the day of workshop one; :param w2: of workshop two. :param w2_start: aware.
    """
    found: list[Fault] = []
    confirmed = record.agreed_words_reconfirmed_at
    if record.level is Level.L3 and (
        confirmed is None or confirmed < w2_start - RECONFIRMED_WITHIN
    ):
        found.append(
            Fault(
                "agreed_words_reconfirmed_at",
                "Read the agreed words back once more in the 72 hours before workshop two: "
                "without that they are not used.",
            )
        )
    if record.level > Level.L0 and not spoken_between(record, w1, w2):
        found.append(
            Fault(
                "level",
                "Nobody was spoken to between the two workshops: nothing leaves this store.",
            )
        )
    found += _window_cautions(record)
    if now >= w2_start:
        found.append(Fault("", "Workshop two has begun: no extract is taken in any more."))
    return tuple(found)


def spoken_between(record: CaseRecord, w1: date, w2: date) -> bool:
    """Whether somebody was spoken to after the day of workshop one and before that of two."""
    return any(a.outcome == "spoken" and w1 < a.at.date() < w2 for a in record.attempts)


def _identity(
    record: CaseRecord, facilitators: Collection[str], earlier: CaseRecord | None
) -> Iterator[Fault]:
    if not reference_ok(record.ref) or reference_cohort(record.ref) != record.cohort:
        yield Fault("ref", "This is not a participant reference of this cohort.")
    if not staff_ok(record.worker):
        yield Fault("worker", "The worker is a staff reference, never a name.")
    elif among(record.worker, facilitators):
        yield Fault("worker", "A facilitator of this cohort cannot be its victim-contact worker.")
    if not record.feedback_id.isascii() or not record.feedback_id.isalnum():
        yield Fault("feedback_id", "A feedback id has letters and digits only.")
    if earlier is None:
        if record.version != 1:
            yield Fault("version", "The first version of a record is 1.")
        return
    if record.version != earlier.version + 1:
        yield Fault("version", f"The next version of this record is {earlier.version + 1}.")
    mine = (record.feedback_id, record.ref, record.cohort)
    if mine != (earlier.feedback_id, earlier.ref, earlier.cohort):
        yield Fault("feedback_id", "A correction stays with the same person and reference.")


def _window_cautions(record: CaseRecord) -> Iterator[Fault]:
    safe = record.safe_contact
    if safe.windows or record.withdrawn:
        return
    if safe.note:
        yield Fault("safe_contact.windows", WORDS_ONLY)
    elif _spoken(record):
        yield Fault("safe_contact.windows", "No safe days and hours are noted: ask for them.")


def _attempts(
    record: CaseRecord, earlier: CaseRecord | None, now: datetime, agreed: Sequence[SafeContact]
) -> Iterator[Fault]:
    safe = record.safe_contact
    known = () if earlier is None else earlier.attempts
    stood = agreed_until(record, agreed if earlier is None or agreed else [earlier.safe_contact])
    for number, attempt in enumerate(record.attempts, 1):
        if attempt.method not in METHODS or attempt.outcome not in ATTEMPT_OUTCOMES:
            yield Fault("attempts", f"Attempt {number}: choose method and outcome of the lists.")
        if attempt.why not in ("", *WHY_OUTSIDE):
            yield Fault("attempts", f"Attempt {number}: choose the reason of the list.")
        if attempt.at.utcoffset() is None:
            yield Fault("attempts", f"Attempt {number}: the time needs its offset.")
        elif attempt.at > now:
            yield Fault("attempts", f"Attempt {number} is in the future.")
        if attempt in known:
            continue  # what was allowed when it was done stays done if the leave is taken back
        if attempt.outcome == "message_left" and not safe.voicemail:
            yield Fault("attempts", f"Attempt {number}: no message without leave for voicemail.")
        if attempt.method == "text" and not safe.text:
            yield Fault("attempts", f"Attempt {number}: no text without leave for texts.")
        if not attempt.why and attempt.at.utcoffset() is not None and outside(stood, attempt.at):
            yield Fault("attempts", f"Attempt {number} {OUTSIDE}")


def agreed_until(
    record: CaseRecord, agreed: Sequence[SafeContact]
) -> list[tuple[datetime | None, Windows]]:
    """When which days and hours were agreed: in every version kept, then in this one."""
    every = [*agreed, record.safe_contact]
    return [(one.agreed_at, one.windows) for one in every if _moment_ok(one.agreed_at)]


def _moment_ok(moment: datetime | None) -> bool:
    return moment is not None and moment.utcoffset() is not None


def _safe_contact(record: CaseRecord, now: datetime) -> Iterator[Fault]:
    safe = record.safe_contact
    if len(safe.windows) > MOST or not all(one.sound() for one in safe.windows):
        yield Fault("safe_contact.windows", f"Write days and hours, such as {EXAMPLE}.")
    when = safe.agreed_at
    if safe.windows and when is None:
        yield Fault("safe_contact.agreed_at", "Say when these days and hours were agreed.")
    if when is not None and (not _moment_ok(when) or when > now):
        yield Fault(
            "safe_contact.agreed_at",
            "This moment needs its offset and must not be in the future.",
        )
    checked = safe.last_checked
    if _spoken(record) and checked is None:
        yield Fault(
            "safe_contact.last_checked", "Say when the safe way to reach them was last checked."
        )
    if checked is not None and checked > now.date():
        yield Fault("safe_contact.last_checked", "This day is in the future.")


def _outcome(record: CaseRecord) -> Iterator[Fault]:
    outcome = record.outcome
    if outcome not in CONTACT_OUTCOMES:
        yield Fault("outcome", _NOT_CHOSEN)
    elif outcome in HEARD and not _spoken(record):
        yield Fault("outcome", f"The outcome {words(outcome)} needs an attempt that was spoken.")
    elif outcome == "not_attempted" and record.attempts:
        yield Fault("outcome", "There are attempts: choose what came of them.")
    elif outcome not in ("not_attempted", *HEARD) and not record.attempts:
        yield Fault("outcome", f"The outcome {words(outcome)} needs at least one attempt.")
    if outcome == "not_attempted" and not record.not_attempted_reason.strip():
        yield Fault("not_attempted_reason", "Say why nobody was contacted.")
    if outcome != "not_attempted" and record.not_attempted_reason:
        yield Fault("not_attempted_reason", "A reason stands only where nobody was contacted.")
    if outcome in HEARD and not record.incident:
        yield Fault("incident", "Ask whether anything happened since workshop one.")


def _changes(record: CaseRecord) -> Iterator[Fault]:
    for name, coded, allowed in (
        ("positive", record.positive, POSITIVE),
        ("negative", record.negative, NEGATIVE),
    ):
        yield from _listed(name, coded, (*allowed, *NOTHING_CODED))
        if coded and record.outcome not in HEARD:
            yield Fault(name, "Changes are coded only after a completed or partial contact.")
        if len(coded) > 1 and set(coded) & set(NOTHING_CODED):
            yield Fault(name, "None and unknown stand alone.")


def _risk(record: CaseRecord, earlier: CaseRecord | None) -> Iterator[Fault]:
    for name, value, allowed in (
        ("incident", record.incident, (*INCIDENTS, "")),
        ("dash", record.dash, DASH),
        ("dash_before", record.dash_before, DASH),
        ("children", record.children, (*CONCERN, "")),
        ("adult_at_risk", record.adult_at_risk, (*CONCERN, "")),
        ("cue", record.cue, CUES),
    ):
        if value not in allowed:
            yield Fault(name, _NOT_CHOSEN)
    yield from _listed("observed", record.observed, OBSERVED)
    if record.dash not in DASH:
        return
    before = [record.dash_before] + ([] if earlier is None else [earlier.dash])
    highest = max((DASH.index(level) for level in before if level in DASH), default=0)
    if DASH.index(record.dash) < highest and not record.dash_rationale.reveal().strip():
        yield Fault("dash_rationale", "The level is lower than it was: say why.")
    raising = [factor for factor in RAISES_RISK if factor in record.observed]
    if raising and record.dash != "high":
        yield Fault("dash", f"This means high, whatever the count says: {words(raising[0])}.")


def _needs(record: CaseRecord) -> Iterator[Fault]:
    yield from _listed("referrals", tuple(one.need for one in record.referrals), NEEDS)
    if any(one.accepted and not one.offered for one in record.referrals):
        yield Fault("referrals", "A referral that was accepted was also offered.")


def _sharing(
    record: CaseRecord, activities: Collection[str] | None, now: datetime
) -> Iterator[Fault]:
    if record.withdrawn:
        if record.summary or record.agreed_words or record.themes or record.level > Level.L0:
            yield Fault("withdrawn", "A withdrawn record carries no words, themes or level.")
        return
    if record.level > Level.L0 and record.outcome not in HEARD:
        yield Fault("level", "Only somebody who was spoken to can choose to share: L0.")
    if record.level >= Level.L1 and not record.summary.reveal().strip():
        yield Fault("summary", "From L1 on, write what the facilitators may know.")
    if record.level is Level.L2 and not record.themes:
        yield Fault("themes", "L2 needs at least one activity to strengthen for everyone.")
    for name, text in (
        ("summary", record.summary.reveal()),
        ("agreed_words", record.agreed_words.reveal()),
    ):
        for sentence in _unsendable(text, MAX_LENGTHS[name]):
            yield Fault(name, sentence)
    yield from _themes(record.themes, activities)
    yield from _agreed(record, now)


def _themes(themes: tuple[str, ...], activities: Collection[str] | None) -> Iterator[Fault]:
    if not themes:
        return
    if not themes_ok(themes) or len(set(themes)) < len(themes):
        yield Fault("themes", "Themes are activities of the curriculum, each once, at most 19.")
    elif activities is not None and not set(themes) <= set(activities):
        yield Fault("themes", "A theme is no activity of this cohort's curriculum.")


def _agreed(record: CaseRecord, now: datetime) -> Iterator[Fault]:
    consented, confirmed = record.agreed_words_consented_at, record.agreed_words_reconfirmed_at
    moments = (
        ("agreed_words_consented_at", consented),
        ("agreed_words_reconfirmed_at", confirmed),
    )
    for name, moment in moments:
        if moment is not None and (moment.utcoffset() is None or moment > now):
            yield Fault(name, "This moment needs its offset and must not be in the future.")
            return
    if confirmed is not None and (consented is None or confirmed < consented):
        yield Fault("agreed_words_reconfirmed_at", "They agree first and confirm again later.")
    if record.level is not Level.L3:
        return
    if not record.with_person:
        yield Fault("with_person", "L3 is chosen only together with the person.")
    if not record.agreed_words.reveal().strip():
        yield Fault("agreed_words", "L3 needs the exact words that were agreed.")
    if consented is None:
        yield Fault("agreed_words_consented_at", "Say when the person agreed to these words.")
    if not record.agreed_words_reread:
        yield Fault("agreed_words_reread", "Read the words back to the person first.")


def _unsendable(text: str, limit: int) -> Iterator[str]:
    if len(text) > limit:
        yield f"At most {limit} characters; there are {len(text)}."
    if holds_contact_details(text):
        yield "This seems to hold a telephone number, e-mail address or postcode: take it out."
    if not all(map(_sendable, text)):
        yield "This holds a character that cannot be sent, such as a tab: type it again."
    if text.startswith(_FORMULA_STARTS):
        yield "Begin with a letter: a spreadsheet would take this for a formula."


def _sendable(character: str) -> bool:
    if character == "\n":
        return True
    hidden = unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn")
    return not hidden and character != "\ufeff"


def _listed(name: str, values: Iterable[str], allowed: Collection[str]) -> Iterator[Fault]:
    chosen = tuple(values)
    if not set(chosen) <= set(allowed) or len(set(chosen)) < len(chosen):
        yield Fault(name, "Choose from the list, each at most once.")


def _spoken(record: CaseRecord) -> bool:
    return any(attempt.outcome == "spoken" for attempt in record.attempts)
