"""Sections 3, 4, 5, 8, 9 and 10 of a supervision note: what people answered and saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cara_facilitate.domain.attendance import CODES, SeatAttendance
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.domain.debrief import FIELDS, Answer, Field
from cara_facilitate.domain.engagement import counts, rating_gaps
from cara_facilitate.domain.events import NoteWritten
from cara_facilitate.domain.fold import retracted
from cara_facilitate.domain.identifiers import note_seat
from cara_facilitate.domain.leading import led
from cara_facilitate.domain.note_words import NOT_RECORDED, answer, clock, stamp


def _asked(section: int, kind: Answer, *, each_rater: bool) -> tuple[Field, ...]:
    return tuple(
        f
        for f in FIELDS
        if f.section == section and f.answer is kind and f.each_rater is each_rater
    )


def _by_rater(state: CohortState, day: WorkshopState, fields: tuple[Field, ...]) -> list[Any]:
    """Each question with every facilitator's own answer beside the other's; never averaged."""
    return [
        {
            "field": field.name,
            "prompt": field.prompt,
            "answers": [
                {"rater": who, "value": answer(day, f"{field.name}.{who}")}
                for who in state.staff(day.number)
            ],
        }
        for field in fields
    ]


def _texts(day: WorkshopState, section: int) -> list[Any]:
    return [
        {"field": field.name, "prompt": field.prompt, "text": answer(day, field.name)}
        for field in _asked(section, Answer.TEXT, each_rater=False)
        if field.workshop in (0, day.number)
    ]


def climate(state: CohortState, day: WorkshopState) -> dict[str, Any]:
    """Section 3: the group's climate 1-5, two raters side by side, and the turning point."""
    return {
        "raters": list(state.staff(day.number)),
        "rows": _by_rater(state, day, _asked(3, Answer.SCALE, each_rater=True)),
        "turning_point": answer(day, "climate.turning_point"),
    }


def practice(state: CohortState, day: WorkshopState) -> dict[str, Any]:
    """Section 5: who led how long, OARS self-ratings 1-5 and three short answers."""
    return {
        "led": _led(state, day),
        "raters": list(state.staff(day.number)),
        "rows": _by_rater(state, day, _asked(5, Answer.SCALE, each_rater=True)),
        "answers": _texts(day, 5),
    }


def _led(state: CohortState, day: WorkshopState) -> str:
    """``F-LEAD1 160 minutes, F-CO2 140 minutes``; "not recorded" until the day is over."""
    if day.ended_at is None:
        return NOT_RECORDED
    shares = led(state, day, day.ended_at).items()
    spans = [f"{who} {round(span.total_seconds() / 60)} minutes" for who, span in shares if span]
    return ", ".join(spans) or NOT_RECORDED


def reflection(state: CohortState, day: WorkshopState) -> dict[str, Any]:
    """Section 8: the model chosen, the reflections, and who is fit to deliver next."""
    return {
        "model": answer(day, "reflection.model"),
        "answers": _texts(day, 8),
        "fit": _by_rater(state, day, _asked(8, Answer.CHOICE, each_rater=True))[0]["answers"],
    }


def learning(day: WorkshopState) -> dict[str, Any]:
    """Section 9: learning requests and resources."""
    return {"requests": answer(day, "learning.requests")}


def seats(state: CohortState, day: WorkshopState, curriculum: Curriculum) -> dict[str, Any]:
    """Section 4: every filled seat as ``P01``-``P12``, by seat number."""
    gaps = rating_gaps(day)
    tallies = counts(day)
    names = {code.key: code.name for code in curriculum.codes}
    rows = [
        {
            "seat": note_seat(seat),
            "attendance": [] if day.not_held else _marks(day.seat(seat)),
            "attended": day.seat(seat).attended,
            "codes": [
                {"key": key, "name": names.get(key, key), "count": count}
                for key, count in _in_order(tallies.get(seat, {}), names)
            ],
            "ratings": _ratings(state, day, seat, "close"),
            "break_ratings": _ratings(state, day, seat, "break"),
            "gap": seat in gaps,
            "behaviour": answer(day, "seat.behaviour", seat),
            "follow_up": answer(day, "seat.follow_up", seat),
            "two_raters": answer(day, "seat.two_raters", seat) if seat in gaps else NOT_RECORDED,
        }
        for seat in sorted(state.seats)
    ]
    used = Counter[str]()
    for seat in state.seats:
        used.update(tallies.get(seat, {}))
    return {
        "raters": list(state.staff(day.number)),
        "rows": rows,
        "key": [{"key": k, "name": names.get(k, k)} for k, _count in _in_order(used, names)],
    }


def _in_order(tally: Mapping[str, int], names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Codes with their counts in the curriculum's order, codes it does not know at the end."""
    order = [*names, *sorted(set(tally) - set(names))]
    return [(key, tally[key]) for key in order if key in tally]


def _marks(came: SeatAttendance) -> list[Any]:
    return [
        {
            "code": mark.code,
            "label": CODES.get(mark.code, mark.code),
            "time": clock(mark.at),
            "reason": mark.reason,
            "paper": bool(mark.source),
        }
        for mark in came.marks
    ]


def _ratings(state: CohortState, day: WorkshopState, seat: int, moment: str) -> list[Any]:
    given = {r.rater: r.rating for r in day.ratings if r.seat == seat and r.moment == moment}
    return [
        {"rater": who, "value": str(given[who]) if who in given else NOT_RECORDED}
        for who in state.staff(day.number)
    ]


def supervisor(state: CohortState, day: WorkshopState) -> dict[str, Any]:
    """Section 10: empty where the supervisor is to write, and the trail of earlier notes.

    ``changed`` are the sections with an answer given after the note before this one.
    """
    dead = retracted(state.log)
    earlier = [
        record.event
        for record in state.log
        if isinstance(record.event, NoteWritten)
        and record.event.workshop == day.number
        and record.id not in dead
    ]
    last = earlier[-1].at if earlier else None
    sections = {field.name: field.section for field in FIELDS}
    changed = {
        section
        for (name, _seat), given in day.answers.items()
        for known, section in sections.items()
        if last is not None and given.at > last and (name == known or name.startswith(f"{known}."))
    }

    def written(name: str) -> str:
        text = answer(day, name)
        return "" if text == NOT_RECORDED else text

    return {
        "date": written("supervisor.date"),
        "format": written("supervisor.format"),
        "actions": written("supervisor.actions"),
        "amendments": [
            {"note": note.note_id, "at": stamp(note.at), "by": note.by, "digest": note.digest[:12]}
            for note in earlier
        ],
        "changed": sorted(changed),
    }
