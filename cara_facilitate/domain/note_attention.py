"""What a practice supervisor should see first: the exceptions among a note's facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cara_facilitate.domain.flags import FlagStatus
from cara_facilitate.domain.note_fidelity import BELOW, NOT_YET, SKIPPED
from cara_facilitate.domain.note_words import NOT_RECORDED
from cara_facilitate.domain.objectives import Reach

NOT_HELD = "This workshop was not started; nothing of the day is recorded."
NR_WORDS = "The service did not hold this workshop: nobody's absence. The pair is offered again."
SS_WORDS = (
    "The service stopped this workshop at {time}: nobody's absence. The pair is offered again."
)
AWAY = ("LR", "AN", "AR", "EL", "RM", "TR")


def attention(facts: Mapping[str, Any]) -> list[str]:
    """The exceptions in order of weight, one plain sentence each; empty if there are none.

    Nothing here is new: every sentence repeats what one of the ten sections holds. No sentence
    joins a seat and a flag, and none holds words that somebody typed.
    """
    service = facts["header"]["service"]
    if service and service["code"] == "NR":
        return [*_flags(facts), NR_WORDS]
    if not facts["fidelity"]["started"]:
        return [*_flags(facts), NOT_HELD]
    return [
        *_flags(facts),
        *_assurance(facts),
        *_fitness(facts),
        *_fidelity(facts),
        *_seats(facts),
    ]


def _flags(facts: Mapping[str, Any]) -> Iterator[str]:
    flags = facts["safeguarding"]["flags"]
    for flag in flags:
        if flag["status"] == FlagStatus.OPEN.value:
            yield f"Flag {flag['id']} is open: nobody has been told yet."
        elif flag["status"] == FlagStatus.HANDED_OVER.value:
            yield f"Somebody was told of flag {flag['id']}; it is not closed."


def _assurance(facts: Mapping[str, Any]) -> Iterator[str]:
    section = facts["assurance"]
    if not section["applies"]:
        return
    if section["breach"] == "yes":
        yield "A breach of confidentiality is recorded."
    if not section["supplied"]:
        yield "No victim-feedback extract was supplied before the day."
    elif section["all_read"] == "no":
        yield "Not everything supplied was read by both facilitators before the day."
    if section["flags_read"] == "no":
        yield "Not every flag on record was read by both facilitators before the day."
    if section["supplied"] and section["refreshed"] == "not asked":
        yield "The victim-contact worker was not asked for changes before the day."
    if section["incomplete"]:
        answered = [call["answered"] for call in section["calls"]]
        if not answered:
            yield "Something was missing and no call to the manager is recorded."
        elif not any(answered):
            yield "Something was missing; the manager was telephoned and nobody answered."


def _fitness(facts: Mapping[str, Any]) -> Iterator[str]:
    for row in facts["reflection"]["fit"]:
        if row["value"] == "no":
            yield f"{row['rater']} does not feel fit to deliver next."


def _fidelity(facts: Mapping[str, Any]) -> Iterator[str]:
    section = facts["fidelity"]
    if not section["closed"]:
        yield "The day is not closed; times may still change."
    if not facts["header"]["plan"]["as_prepared"]:
        yield "The curriculum installed now is not the wording this workshop was prepared with."
    for status, words in ((SKIPPED, "Skipped"), (BELOW, "Below floor"), (NOT_YET, "Not run yet")):
        numbers = [row["number"] for row in section["activities"] if row["status"] == status]
        if numbers:
            yield f"{words}: {', '.join(numbers)}."
    missed = [
        row["id"]
        for row in section["objectives"]
        if row["planned"] and row["reach"] == Reach.NOT_REACHED.value
    ]
    touched = [row["id"] for row in section["objectives"] if row["reach"] == Reach.TOUCHED.value]
    if missed:
        yield f"Planned objectives not reached: {', '.join(missed)}."
    if touched:
        yield f"Objectives touched without evidence: {', '.join(touched)}."


def _seats(facts: Mapping[str, Any]) -> Iterator[str]:
    service = facts["header"]["service"]
    if service:
        yield SS_WORDS.format(time=service["time"])
    counted = {row["code"]: row for row in facts["header"]["attendance"]}
    away = [f"{counted[c]['count']} {counted[c]['label']}" for c in AWAY if c in counted]
    if away:
        yield f"Attendance: {'; '.join(away)}."
    if facts["header"]["unmarked"]:
        yield f"Attendance {NOT_RECORDED} for {facts['header']['unmarked']} of the seats filled."
    rows = facts["seats"]["rows"]
    wanted = [row["seat"] for row in rows if row["follow_up"] == "yes"]
    gaps = [row["seat"] for row in rows if row["gap"]]
    if wanted:
        yield f"Follow-up wanted: {', '.join(wanted)}."
    if gaps:
        yield f"Raters differ by two or more: {', '.join(gaps)}."
