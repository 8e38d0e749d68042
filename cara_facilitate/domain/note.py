"""The facts of a supervision note: ten sections computed from the journal alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.attendance import REASONS as ABSENCE_REASONS
from cara_facilitate.domain.attendance_record import staff_times
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.curriculum import REFERENCE_SENTENCE, Curriculum
from cara_facilitate.domain.debrief import REASONS as ITEM_REASONS
from cara_facilitate.domain.events import FlagDescribed
from cara_facilitate.domain.identifiers import ALPHABET, cohort_ok
from cara_facilitate.domain.linter import TypedText
from cara_facilitate.domain.note_attention import attention
from cara_facilitate.domain.note_care import assurance, safeguarding
from cara_facilitate.domain.note_changes import changes
from cara_facilitate.domain.note_fidelity import fidelity
from cara_facilitate.domain.note_sections import (
    climate,
    learning,
    practice,
    reflection,
    seats,
    supervisor,
)
from cara_facilitate.domain.note_words import KEPT_BACK, NOT_RECORDED, clock

FORMAT = 1
"""The version of these facts' shape, inside the facts and so inside their digest."""
DISCLAIMER = (
    "Attendance, codes and ratings say what was seen in the room. They do not mean that anybody "
    "is safe, has changed or is less of a risk."
)
PRACTICE = "Practice: made-up people, not a record of anybody."


def facts(
    state: CohortState,
    workshop: int,
    curriculum: Curriculum,
    *,
    note_id: str,
    now: datetime,
    flag_details: Mapping[str, FlagDescribed],
) -> dict[str, Any]:
    """Everything a supervision note may say of one workshop, as plain dicts, lists and values.

    What was not answered is ``"not recorded"``; section 10 is empty where the supervisor is to
    write. There are no names, no victim words and, in section 6, no seat and no words.

    :param note_id: the note's id (:func:`new_note_id`).
    :param now: aware local time of writing.
    :param flag_details: what the flags are about, by flag id; only kind and action are used.
    :raises KeyError: if the cohort or the curriculum has no such workshop.
    """
    day = state.workshops[workshop]
    made: dict[str, Any] = {
        "format": FORMAT,
        "note": {"id": note_id, "written": now.isoformat(timespec="minutes")},
        "header": _header(state, day, curriculum),
        "fidelity": fidelity(curriculum, day, now, changes(state, workshop)),
        "climate": climate(state, day),
        "seats": seats(state, day, curriculum),
        "practice": practice(state, day),
        "safeguarding": safeguarding(state, day, flag_details),
        "assurance": assurance(state, day),
        "reflection": reflection(state, day),
        "learning": learning(day),
        "supervisor": supervisor(state, day),
        "disclaimer": DISCLAIMER,
    }
    made["attention"] = attention(made)
    return made


def digest(facts: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) of the facts, whatever the order of their keys."""
    plain = json.dumps(facts, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(plain.encode("ascii")).hexdigest()


def new_note_id(cohort: str, workshop: int, random: Callable[[int], int]) -> str:
    """A fresh neutral id, which also names the files: ``note-WY26A-w1-7K3M``.

    :param random: ``random(n)`` gives a whole number from 0 to n - 1 (``secrets.randbelow``).
    :raises ValueError: if ``cohort`` is not a cohort id.
    """
    if not cohort_ok(cohort):
        raise ValueError("not a cohort id")
    part = "".join(ALPHABET[random(len(ALPHABET))] for _ in range(4))
    return f"note-{cohort}-w{workshop}-{part}"


def typed(facts: Mapping[str, Any]) -> tuple[TypedText, ...]:
    """Every text in the facts that came from a keyboard, for the export linter."""
    found = [
        *_typed_header(facts),
        *_typed_reasons(facts),
        *_typed_seats(facts),
        *_typed_flags(facts),
        *_typed_answers(facts),
    ]
    return tuple(text for text in found if text.text and text.text != NOT_RECORDED)


def left_out(facts: Mapping[str, Any], places: Collection[tuple[int, str]]) -> dict[str, Any]:
    """The facts with some texts of section 6 kept back, for what was typed live and cannot change.

    A hand-over is never undone, so words the linter blocks there could otherwise block the note
    for ever. Everything outside section 6 can be reworded in the debrief and is left alone.

    :param places: (section, field) as in :class:`~cara_facilitate.domain.linter.Hit`.
    """
    made: dict[str, Any] = deepcopy(dict(facts))
    wanted = {field for section, field in places if section == 6}
    for flag in made["safeguarding"]["flags"]:
        if f"flag.{flag['id']}.action" in wanted:
            flag["action"] = KEPT_BACK
        for number, told in enumerate(flag["told"], start=1):
            for part in ("to", "reference"):
                if f"flag.{flag['id']}.{part}.{number}" in wanted:
                    told[part] = KEPT_BACK
    return made


def _typed_header(facts: Mapping[str, Any]) -> list[TypedText]:
    header = facts["header"]
    staff = [TypedText(1, "facilitators", "", who) for who in header["facilitators"]]
    return [TypedText(1, "site", "", header["site"]), *staff]


def _typed_reasons(facts: Mapping[str, Any]) -> list[TypedText]:
    fidelity = facts["fidelity"]
    return [
        TypedText(2, f"reason.{row['number']}", "", row["reason"])
        for row in (*fidelity["activities"], *fidelity["breaks"])
        if row["reason"] not in ITEM_REASONS
    ]


def _typed_answers(facts: Mapping[str, Any]) -> list[TypedText]:
    """The debrief's answers, choices too: a form is no proof of what was stored."""
    found = [
        TypedText(3, "climate.turning_point", "", facts["climate"]["turning_point"]),
        TypedText(7, "assurance.counts", "", facts["assurance"]["counts"]),
        TypedText(7, "assurance.breach", "", facts["assurance"]["breach"]),
        TypedText(8, "reflection.model", "", facts["reflection"]["model"]),
        TypedText(9, "learning.requests", "", facts["learning"]["requests"]),
    ]
    for name, count in facts["assurance"]["told"].items():
        found.append(TypedText(7, f"assurance.{name}", "", count))
    for name in ("date", "format", "actions"):
        found.append(TypedText(10, f"supervisor.{name}", "", facts["supervisor"][name]))
    for section, name in ((5, "practice"), (8, "reflection")):
        for row in facts[name]["answers"]:
            found.append(TypedText(section, row["field"], "", row["text"]))
    for section, name in ((3, "climate"), (5, "practice")):
        for row in facts[name]["rows"]:
            for given in row["answers"]:
                field = f"{row['field']}.{given['rater']}"
                found.append(TypedText(section, field, "", given["value"]))
    for given in facts["reflection"]["fit"]:
        found.append(TypedText(8, f"reflection.fit.{given['rater']}", "", given["value"]))
    return found


def _typed_seats(facts: Mapping[str, Any]) -> list[TypedText]:
    found = []
    for row in facts["seats"]["rows"]:
        for name in ("behaviour", "follow_up", "two_raters"):
            found.append(TypedText(4, f"seat.{name}", row["seat"], row[name]))
        for mark in row["attendance"]:
            if mark["reason"] not in ABSENCE_REASONS:
                found.append(TypedText(4, "attendance.reason", row["seat"], mark["reason"]))
    return found


def _typed_flags(facts: Mapping[str, Any]) -> list[TypedText]:
    found = []
    for flag in facts["safeguarding"]["flags"]:
        found.append(TypedText(6, f"flag.{flag['id']}.action", "", flag["action"]))
        for number, told in enumerate(flag["told"], start=1):
            found.append(TypedText(6, f"flag.{flag['id']}.to.{number}", "", told["to"]))
            found.append(
                TypedText(6, f"flag.{flag['id']}.reference.{number}", "", told["reference"])
            )
    return found


def _header(state: CohortState, day: WorkshopState, curriculum: Curriculum) -> dict[str, Any]:
    counted = _counted(state, day)
    unmarked = sum(1 for seat in state.seats if day.seat(seat).arrival is None)
    return {
        "cohort": state.cohort,
        "site": state.site,
        "variant": state.variant,
        "workshop": day.number,
        "date": day.held_on.isoformat(),
        "started": clock(day.started_at),
        "ended": clock(day.ended_at),
        "plan": {
            "curriculum": curriculum.id,
            "title": curriculum.title,
            "version": curriculum.version,
            "hash": (day.content_hash or curriculum.hash)[:12],
            "as_prepared": day.content_hash in {"", curriculum.hash},
        },
        "facilitators": list(state.staff(day.number)),
        "seats_filled": len(state.seats),
        "attendance": [
            {"code": code, "label": label, "count": counted[code]}
            for code, label in CODES.items()
            if counted[code]
        ],
        "unmarked": 0 if day.service else unmarked,
        "service": _service(day),
        "own_times": _own_times(state, day),
        "from_paper": any(m.source for n in state.seats for m in day.seat(n).marks),
        "reference": REFERENCE_SENTENCE if curriculum.reference else "",
        "practice": state.practice,
        "watermark": PRACTICE if state.practice else "",
    }


def _counted(state: CohortState, day: WorkshopState) -> Counter[str]:
    """How many seats have each code; what the service did not hold or stopped is no absence."""
    counted = Counter[str]()
    if day.service:
        counted[day.service] = len(state.seats)
    for seat in state.seats:
        own = day.seat(seat)
        if not day.service or (own.attended and not day.not_held):
            counted.update(own.codes)
    return counted


def _service(day: WorkshopState) -> dict[str, Any]:
    """That the service did not hold the day, or stopped it, and when; never why, in its words."""
    called = day.not_held or day.stopped
    if called is None:
        return {}
    return {"code": day.service, "label": CODES[day.service], "time": clock(called.at)}


def _own_times(state: CohortState, day: WorkshopState) -> list[Any]:
    return [
        {
            "facilitator": one.facilitator,
            "times": [{"came": clock(came), "left": clock(left)} for came, left in one.turns],
        }
        for one in staff_times(state, day)
    ]
