"""A full record as what stands in the fields of a form, and back: text on one side, types beyond.

Only fields whose words were changed are read again, so that a moment keeps its seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from cara_facilitate.domain.casework import NEEDS, Attempt, CaseRecord, Referral, SafeContact
from cara_facilitate.domain.casework_rules import Fault
from cara_facilitate.domain.contact_window import (
    ANY,
    EXAMPLE,
    NEXT_DAYS,
    parse,
    runs_on,
    show,
)
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services.zone import plain, zoned

YES, NO = "yes", "no"
NEEDED, OFFERED, ACCEPTED = "needed", "offered", "accepted"
AT_HINT = "10:12, y 23:40, 5/12 10:12"
WHEN_HINT = f"empty for now; {AT_HINT}"
DAY_HINT = "t for today; 5/12; 2026-12-05"
NO_MOMENT = f"Please type a time that has passed: {WHEN_HINT}."
NO_SUCH_TIME = f"Please type a time that has passed: {AT_HINT}."
NO_DAY = f"Please type a day that has passed: {DAY_HINT}."
WINDOW_HINT = EXAMPLE
NO_WINDOW = f"Please type days and hours, such as {EXAMPLE}; or {ANY}, if any time is safe."
NO_METHOD = "Please choose how it was tried, or empty the time."
_CLOCK = r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)"
_TIME = re.compile(rf"(?:(?P<day>\S+)\s+)?{_CLOCK}")
_SHORT = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})")

Values = Mapping[str, str]


def values_of(record: CaseRecord) -> dict[str, str]:
    """What the fields show of a record; the fields of a new attempt are empty."""
    safe, given = record.safe_contact, {one.need: one for one in record.referrals}
    return {
        "how": safe.how.reveal(),
        "window": show(safe.windows),
        "agreed_at": shown(safe.agreed_at),
        "safe_note": safe.note.reveal(),
        "code_word": _answer(safe.code_word),
        "voicemail": _answer(safe.voicemail),
        "text": _answer(safe.text),
        "interpreter": _answer(safe.interpreter),
        "last_checked": safe.last_checked.isoformat() if safe.last_checked else "",
        "method": "",
        "came_of_it": "no_answer",
        "when": "",
        "why": "",
        "outcome": record.outcome,
        "not_attempted_reason": record.not_attempted_reason,
        "positive": ";".join(record.positive),
        "negative": ";".join(record.negative),
        "incident": record.incident,
        "dash_before": record.dash_before,
        "dash": record.dash,
        "dash_rationale": record.dash_rationale.reveal(),
        "children": record.children,
        "adult_at_risk": record.adult_at_risk,
        "observed": ";".join(record.observed),
        **{f"need_{need}": _need(given.get(need)) for need in NEEDS},
        "level": record.level.value,
        "with_person": _answer(record.with_person),
        "summary": record.summary.reveal(),
        "themes": ";".join(record.themes),
        "agreed_words": record.agreed_words.reveal(),
        "consented_at": shown(record.agreed_words_consented_at),
        "reread": _answer(record.agreed_words_reread),
        "reconfirmed_at": shown(record.agreed_words_reconfirmed_at),
        "cue": record.cue,
    }


def record_of(
    base: CaseRecord, typed: Values, attempts: tuple[Attempt, ...], now: datetime
) -> tuple[CaseRecord, tuple[Fault, ...]]:
    """The record that the fields say, and what in them is no time or day.

    What the level does not allow is left out: words typed under L2 are not kept under L0. An
    attempt that is filled in counts without having been added.

    :param base: what the form began from; identity and version are taken from it.
    :param attempts: those already in the list. :param now: aware local time.
    """
    faults: list[Fault] = []
    found = replace(
        base,
        withdrawn=False,
        safe_contact=_safe_contact(base, typed, now, faults),
        attempts=(*attempts, *_attempt(typed, now, faults)),
        outcome=typed["outcome"],
        not_attempted_reason=_reason(typed),
        positive=_several(typed["positive"]),
        negative=_several(typed["negative"]),
        incident=typed["incident"],
        dash_before=typed["dash_before"],
        dash=typed["dash"],
        dash_rationale=Protected(typed["dash_rationale"]),
        children=typed["children"],
        adult_at_risk=typed["adult_at_risk"],
        observed=_several(typed["observed"]),
        referrals=_referrals(typed),
        cue=typed["cue"],
    )
    return _shared(found, typed, now, faults), tuple(faults)


def _shared(base: CaseRecord, typed: Values, now: datetime, faults: list[Fault]) -> CaseRecord:
    """The record with what may leave the store under the level that the fields say."""
    level = Level.of(typed["level"])
    agreed = level is Level.L3
    consented = _at("consented_at", base.agreed_words_consented_at, typed, now, faults)
    reconfirmed = _at("reconfirmed_at", base.agreed_words_reconfirmed_at, typed, now, faults)
    return replace(
        base,
        level=level,
        with_person=typed["with_person"] == YES,
        summary=Protected(typed["summary"] if level >= Level.L1 else ""),
        themes=_several(typed["themes"]) if level >= Level.L2 else (),
        agreed_words=Protected(typed["agreed_words"] if agreed else ""),
        agreed_words_consented_at=consented if agreed else None,
        agreed_words_reread=agreed and typed["reread"] == YES,
        agreed_words_reconfirmed_at=reconfirmed if agreed else None,
    )


def _at(
    name: str, old: datetime | None, typed: Values, now: datetime, faults: list[Fault]
) -> datetime | None:
    """The moment that a field says; the old one, to the second, if its words were not changed."""
    text = typed[name].strip()
    if text == shown(old):
        return old
    found = moment(text, now)
    if found is None and text:
        faults.append(Fault(name, NO_SUCH_TIME))
    return found


def moment(typed: str, now: datetime) -> datetime | None:
    """The time typed: ``10:12`` is today's, ``y 10:12`` yesterday's, or with a day before it.

    None for no time or one that is still to come.
    """
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    here = zoned(now)
    on = day(found["day"], here.date()) if found["day"] else here.date()
    if on is None:
        return None
    at = here.replace(
        year=on.year,
        month=on.month,
        day=on.day,
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        second=0,
        microsecond=0,
        fold=0,
    )
    return plain(at) if at <= here else None


def day(typed: str, today: date) -> date | None:
    """The day typed: ``t`` today, ``y`` yesterday, ``5/12`` the last one there was, or ISO.

    None for no day or one that is still to come.
    """
    text = typed.strip().lower()
    if text in ("t", "today"):
        return today
    if text in ("y", "yesterday"):
        return today - timedelta(days=1)
    short = _SHORT.fullmatch(text)
    try:
        if short is None:
            found = date.fromisoformat(text) if len(text) == len("2026-12-05") else None
        else:
            found = date(today.year, int(short["month"]), int(short["day"]))
            found = found if found <= today else found.replace(year=today.year - 1)
    except ValueError:
        return None
    return found if found is not None and found <= today else None


def shown(at: datetime | None) -> str:
    """A moment as a field shows it; :func:`moment` reads it back to the minute."""
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else ""


def attempt_now(method: str, outcome: str, now: datetime, why: str = "") -> Attempt:
    """An attempt that has just been made."""
    return Attempt(now.replace(second=0, microsecond=0), method, outcome, why)


def taken_up(values: Values) -> dict[str, str]:
    """The values of a draft, by the fields of today: earlier ones had days and times apart."""
    words = "; ".join(filter(None, (values.get("days", ""), values.get("times", ""))))
    return {"safe_note": words} | dict(values) if words else dict(values)


def _attempt(typed: Values, now: datetime, faults: list[Fault]) -> tuple[Attempt, ...]:
    if not typed["method"]:
        if typed["when"].strip():
            faults.append(Fault("method", NO_METHOD))
        return ()
    at = moment(typed["when"], now) if typed["when"].strip() else now
    if at is None:
        faults.append(Fault("when", NO_MOMENT))
        return ()
    return (attempt_now(typed["method"], typed["came_of_it"], at, typed["why"]),)


def _safe_contact(
    base: CaseRecord, typed: Values, now: datetime, faults: list[Fault]
) -> SafeContact:
    text = typed["last_checked"].strip()
    checked = day(text, zoned(now).date()) if text else None
    if text and checked is None:
        faults.append(Fault("last_checked", NO_DAY))
    windows = parse(typed["window"])
    if windows is None:
        faults.append(Fault("window", NEXT_DAYS if runs_on(typed["window"]) else NO_WINDOW))
    agreed_at = _at("agreed_at", base.safe_contact.agreed_at, typed, now, faults)
    safe = base.safe_contact.with_windows(windows or (), agreed_at, now)
    return replace(
        safe.with_note(typed["safe_note"].strip()),
        how=Protected(typed["how"].strip()),
        code_word=typed["code_word"] == YES,
        voicemail=typed["voicemail"] == YES,
        text=typed["text"] == YES,
        interpreter=typed["interpreter"] == YES,
        last_checked=checked,
    )


def _reason(typed: Values) -> str:
    """Why nobody was contacted; anything else leaves no room for one."""
    return typed["not_attempted_reason"].strip() if typed["outcome"] == "not_attempted" else ""


def _referrals(typed: Values) -> tuple[Referral, ...]:
    said = {need: typed[f"need_{need}"] for need in NEEDS}
    return tuple(
        Referral(need, how in (OFFERED, ACCEPTED), how == ACCEPTED)
        for need, how in said.items()
        if how
    )


def _need(given: Referral | None) -> str:
    if given is None:
        return ""
    return ACCEPTED if given.accepted else OFFERED if given.offered else NEEDED


def _several(ticked: str) -> tuple[str, ...]:
    return tuple(filter(None, ticked.split(";")))


def _answer(value: bool) -> str:
    return YES if value else NO
