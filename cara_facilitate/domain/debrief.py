"""The debrief form, from which the note's typed parts come (``domain.md`` (c) 2-10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    CHOICE = "choice"
    SCALE = "scale"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the debrief.

    ``limit`` is the longest text in characters. ``choices`` are the values a choice takes.
    ``each_rater`` fields are asked once a facilitator and stored as ``name.FACILITATOR``;
    ``each_seat`` fields once a seat that attended; those ``on_gap`` only of a seat whose two raters
    differ by two or more. ``workshop`` 0 asks in both.
    """

    name: str
    section: int
    prompt: str
    answer: Answer
    choices: tuple[str, ...] = ()
    limit: int = 0
    each_rater: bool = False
    each_seat: bool = False
    on_gap: bool = False
    workshop: int = 0


YES_NO = ("yes", "no")
OARS = ("open questions", "affirmations", "reflections", "summaries")
REASONS = ("late start", "distress", "fire alarm", "group need", "other")
"""Why an activity was skipped or ran below its floor."""

FIELDS: tuple[Field, ...] = (
    Field("climate.cohesion", 3, "Cohesion", Answer.SCALE, each_rater=True),
    Field("climate.collusion", 3, "Collusion", Answer.SCALE, each_rater=True),
    Field("climate.energy", 3, "Energy", Answer.SCALE, each_rater=True),
    Field("climate.turning_point", 3, "Turning point, if there was one", Answer.TEXT, limit=280),
    Field(
        "seat.behaviour",
        4,
        "One thing seen: behaviour, not character",
        Answer.TEXT,
        limit=280,
        each_seat=True,
    ),
    Field("seat.follow_up", 4, "Follow-up wanted", Answer.CHOICE, YES_NO, each_seat=True),
    Field(
        "seat.two_raters",
        4,
        "Your ratings differ: what did each see?",
        Answer.TEXT,
        limit=280,
        each_seat=True,
        on_gap=True,
    ),
    *(
        Field(
            f"practice.{name.replace(' ', '_')}",
            5,
            name.capitalize(),
            Answer.SCALE,
            each_rater=True,
        )
        for name in OARS
    ),
    Field("practice.softening", 5, "One example of softening sustain talk", Answer.TEXT, limit=280),
    Field("practice.differently", 5, "One thing to do differently", Answer.TEXT, limit=280),
    Field(
        "practice.co_working",
        5,
        "Co-working: lead balance, disagreement, repair",
        Answer.TEXT,
        limit=280,
    ),
    Field(
        "assurance.counts",
        7,
        "Contact outcomes as told by the victim-contact worker (counts only), or: not supplied",
        Answer.TEXT,
        limit=120,
        workshop=2,
    ),
    *(
        Field(f"assurance.{name}", 7, prompt, Answer.NUMBER, limit=2, workshop=2)
        for name, prompt in (
            ("people", "People harmed in this cohort, as told by the worker"),
            ("spoken", "Of them spoken with, as told by the worker"),
            ("never_contacted", "Of them never contacted, as told by the worker"),
        )
    ),
    Field(
        "assurance.breach", 7, "Any breach of confidentiality", Answer.CHOICE, YES_NO, workshop=2
    ),
    Field(
        "reflection.model",
        8,
        "Model for this reflection",
        Answer.CHOICE,
        ("Gibbs", "Kolb", "seven-eyed"),
    ),
    Field("reflection.stirred", 8, "What stirred me", Answer.TEXT, limit=500),
    Field(
        "reflection.assumptions",
        8,
        "Assumptions about sex, culture or class I noticed",
        Answer.TEXT,
        limit=500,
    ),
    Field(
        "reflection.concern",
        8,
        "Concerns noted for supervision: slower than a safeguarding flag",
        Answer.TEXT,
        limit=500,
    ),
    Field("reflection.support", 8, "Support needed", Answer.TEXT, limit=280),
    Field("reflection.fit", 8, "Fit to deliver next", Answer.CHOICE, YES_NO, each_rater=True),
    Field("learning.requests", 9, "Learning requests and resources", Answer.TEXT, limit=280),
    Field("supervisor.date", 10, "Supervision date (YYYY-MM-DD)", Answer.TEXT, limit=10),
    Field(
        "supervisor.format",
        10,
        "Supervision format",
        Answer.CHOICE,
        ("observed", "recording", "discussion"),
    ),
    Field(
        "supervisor.actions", 10, "Agreed actions with owner and due date", Answer.TEXT, limit=500
    ),
)


def questions(
    workshop: int,
    facilitators: tuple[str, ...],
    seats: tuple[int, ...],
    gaps: tuple[int, ...] = (),
) -> tuple[tuple[str, int, Field], ...]:
    """Every question of one workshop's debrief in order, as (stored name, seat, field).

    :param seats: the seats that attended; ``each_seat`` fields are asked once for each.
    :param gaps: the seats whose two raters differ by two or more.
    """
    asked: list[tuple[str, int, Field]] = []
    for field in FIELDS:
        if field.workshop not in (0, workshop):
            continue
        if field.each_rater:
            asked.extend((f"{field.name}.{who}", 0, field) for who in facilitators)
        elif field.each_seat:
            asked.extend((field.name, seat, field) for seat in (gaps if field.on_gap else seats))
        else:
            asked.append((field.name, 0, field))
    return tuple(asked)


def fault(field: Field, value: str) -> str:
    """Why a value does not fit its field, as one plain sentence; empty when it fits."""
    if not value:
        return ""
    if field.answer is Answer.NUMBER and not (value.isascii() and value.isdigit()):
        return "Please give a whole number."
    if field.answer is Answer.SCALE and value not in {"1", "2", "3", "4", "5"}:
        return "Please give a whole number from 1 to 5."
    if field.answer is Answer.CHOICE and value not in field.choices:
        return f"Please choose one of: {', '.join(field.choices)}."
    if field.limit and len(value) > field.limit:
        return f"Please keep this to {field.limit} characters; it has {len(value)}."
    return ""
