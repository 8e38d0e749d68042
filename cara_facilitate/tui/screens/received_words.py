"""What was handed over about one cohort, in lines and words for the private page."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from cara_facilitate.domain.escalations import TIMINGS
from cara_facilitate.services.received import COVERAGE, Document, Duty, Opened
from cara_facilitate.services.referred import Referred
from cara_facilitate.services.zone import zoned
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.rows import cells

EVERY = "every one of them"
FIRST = "the first that can act is enough"
NOTHING_ASKED = "The site's rules ask nothing of it."
TO_DECIDE = "yours to decide"


def document_words(document: Document) -> str:
    """What a document is, such as ``Note of workshop 1``."""
    if document.kind == COVERAGE:
        return "Coverage figures"
    return f"Note of workshop {document.workshop}" if document.workshop else "Note"


def findings_words(opened: Opened, decided: dict[str, str]) -> Content:
    """What the site's rules say, with the manager's own sentences and decisions."""
    if opened.unjudged:
        return paint(opened.unjudged)
    head = [paint((opened.as_found, "dim")), paint("")] if opened.as_found else []
    return Content("\n").join([*head, *(_findings(opened, decided) or [paint(NOTHING_ASKED)])])


def question_words(question: Referred, *, hint: bool = True) -> Content:
    """What is referred, by which rule, and how it was decided or (``hint``) with which key."""
    lines: list[Content] = []
    for one in question.found:
        lines += [paint((f"{one.result}  {one.rule}  ", "bold"), one.message)]
        source = f'Rests on: "{one.source}"' if one.source else ""
        lines += [paint("  ", text) for text in (one.manager_note, source) if text]
    if question.said:
        lines.append(paint((question.said, "dim")))
    elif hint:
        lines.append(paint((f"{TO_DECIDE}: d", "bold")))
    return Content("\n").join(lines)


def _findings(opened: Opened, decided: dict[str, str]) -> list[Content]:
    lines: list[Content] = []
    for one in opened.judged:
        lines.append(paint((f"{one.result}  {one.rule}", "bold")))
        said = (
            decided.get(one.rule, ""),
            one.message,
            one.manager_note,
            f'Rests on: "{one.source}"' if one.source else "",
        )
        lines += [paint("  ", text) for text in said if text]
    return lines


def sent(document: Document) -> str:
    """Who sent a document, and when it came."""
    return f"from {document.sender}, taken in {zoned(document.at):%a %d %b %H:%M}"


def question_line(question: Referred) -> Content:
    """A question to the manager on one line."""
    said = question.said or TO_DECIDE
    about = "figures" if question.about_coverage else "placement"
    return cells(
        (f"REFER {question.name} ({about})", 26), (said, 0, "dim" if question.said else "bold")
    )


def duty_line(duty: Duty, room: int) -> Content:
    """An escalation on one line, its words in so many cells."""
    style = "bold" if duty.waiting else "dim"
    return cells(
        (duty.one.id, 12), (duty.ref[-6:], 8), (duty.trigger.words, room), (duty.clock, 0, style)
    )


def duty_words(duty: Duty) -> Content:
    """An escalation in full: route, clock and what never to do."""
    trigger = duty.trigger
    lines: Iterable[Content] = (
        paint((trigger.words, "bold"), f"   {duty.ref}"),
        paint((duty.clock, "bold" if duty.waiting else "dim")),
        paint(_route(duty)),
        paint(trigger.never),
        paint((f"From {duty.one.sender}, taken in {zoned(duty.one.received_at):%a %d %b %H:%M}. "
               "What was said stays with the worker: ring them.", "dim")),
        paint((TIMINGS, "dim")),
    )  # fmt: skip
    return Content("\n").join(lines)


def _route(duty: Duty) -> str:
    route = duty.trigger.route
    steps = "   ".join(f"{n}. {role}" for n, role in enumerate(route, 1))
    how = f"   ({EVERY if duty.trigger.all_of_them else FIRST})" if len(route) > 1 else ""
    return f"Tell {steps}{how}"
