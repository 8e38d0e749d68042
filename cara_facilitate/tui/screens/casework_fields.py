"""The questions of a full record in the order of a real call, and the controls that hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from textual.widget import Widget

from cara_facilitate.domain.casework import (
    ATTEMPT_OUTCOMES,
    CONCERN,
    CONTACT_OUTCOMES,
    CUES,
    DASH,
    INCIDENTS,
    METHODS,
    NEEDS,
    NEGATIVE,
    NOTHING_CODED,
    OBSERVED,
    POSITIVE,
    WHY_OUTSIDE,
    words,
)
from cara_facilitate.domain.feedback_rows import MAX_LENGTHS
from cara_facilitate.tui.screens.casework_values import (
    ACCEPTED,
    AT_HINT,
    DAY_HINT,
    NEEDED,
    NO,
    OFFERED,
    WHEN_HINT,
    WINDOW_HINT,
    YES,
)
from cara_facilitate.tui.widgets.forms import Choice, Line
from cara_facilitate.tui.widgets.paragraph import Paragraph
from cara_facilitate.tui.widgets.tick_flow import TickFlow

MOST_LINE = 120
MOST_REASON = 200
NO_YES = ((NO, "No"), (YES, "Yes"))
NOT_ASKED = ("", "not asked")
WITHIN = ("", "within them")
LEVELS = (("L0", "L0 sealed"), ("L1", "L1 inform"), ("L2", "L2 theme"), ("L3", "L3 agreed words"))
LEVEL_MEANS: Mapping[str, str] = {
    "L0": "L0: the facilitators are told nothing but the safety cue. Nothing else leaves here, "
    "and a summary or words typed below are not kept.",
    "L1": "L1: the facilitators of this one person read the summary, to plan with; nobody else "
    "reads it, and nothing of it is said or hinted at.",
    "L2": "L2: as L1, and they may strengthen the activities ticked as themes for everybody, if "
    "four or more attend.",
    "L3": "L3: as L2, and a facilitator may say the agreed words, exactly, to this person in "
    "private. Only where the site allows it, with the person there as it is chosen; void under "
    "pressure, unsafe contact or high risk.",
}
NEED_LABELS = {"idva": "IDVA", "specialist_by_and_for": "Specialist, by and for"}
REFERRED = (("", "no need"), (NEEDED, "needed"), (OFFERED, "offered"), (ACCEPTED, "accepted"))

Themes = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One field: its key in the form's values, its label, and how its control is made."""

    key: str
    label: str
    make: Callable[[Themes], Widget]


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together.

    :ivar least: the lowest sharing level under which it is asked at all, as text.
    """

    title: str
    about: str
    items: tuple[Item, ...]
    least: str = "L0"


def _line(key: str, label: str, hint: str = "", most: int = MOST_LINE) -> Item:
    return Item(key, label, lambda _: Line(id=key, most=most, hint=hint))


def _choice(key: str, label: str, options: tuple[tuple[str, str], ...]) -> Item:
    return Item(key, label, lambda _: Choice(options, id=key))


def _listed(values: Iterable[str], *first: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (*first, *((value, words(value)) for value in values))


def _ticks(key: str, label: str, values: Iterable[str]) -> Item:
    options = _listed(values)
    return Item(key, label, lambda _: TickFlow(options, id=key))


def _paragraph(key: str, label: str, most: int) -> Item:
    return Item(key, label, lambda _: Paragraph(most=most, id=key))


SECTIONS: tuple[Section, ...] = (
    Section(
        "Safe contact",
        "Ask this first. It never leaves this store.",
        (
            _line("how", "How to reach them", "number, address or through whom"),
            _line("window", "Safe days and hours", WINDOW_HINT),
            _line("agreed_at", "Agreed with them at", WHEN_HINT, 20),
            _line("safe_note", "Note on days and hours", "what fits into none of them", 250),
            _choice("code_word", "Code word agreed", NO_YES),
            _choice("voicemail", "Voicemail allowed", NO_YES),
            _choice("text", "Texts allowed", NO_YES),
            _choice("interpreter", "Interpreter, not family", NO_YES),
            _line("last_checked", "Last checked", DAY_HINT, 20),
        ),
    ),
    Section(
        "Attempts",
        "Every attempt, whatever came of it.",
        (
            _choice("method", "One more attempt", _listed(METHODS, ("", "none to add"))),
            _choice("came_of_it", "What came of it", _listed(ATTEMPT_OUTCOMES)),
            _line("when", "When", WHEN_HINT, 20),
            _choice("why", "If outside those hours", _listed(WHY_OUTSIDE, WITHIN)),
        ),
    ),
    Section(
        "Outcome",
        "What came of the contact as a whole.",
        (
            _choice("outcome", "Outcome", _listed(CONTACT_OUTCOMES)),
            _line("not_attempted_reason", "If nobody was contacted", "why", MOST_REASON),
        ),
    ),
    Section(
        "Changes since workshop one",
        "Only what the person said. Space ticks; none and unknown stand alone.",
        (
            _ticks("positive", "Better", (*POSITIVE, *NOTHING_CODED)),
            _ticks("negative", "Worse", (*NEGATIVE, *NOTHING_CODED)),
        ),
    ),
    Section(
        "Incident",
        "Anything that was an offence since workshop one.",
        (_choice("incident", "New incident", _listed(INCIDENTS, NOT_ASKED)),),
    ),
    Section(
        "DASH",
        "The level is never lowered because the count is low.",
        (
            _choice("dash_before", "Level before", _listed(DASH)),
            _choice("dash", "Level now", _listed(DASH)),
            _paragraph("dash_rationale", "Why, if it is lower", MAX_LENGTHS["summary"]),
        ),
    ),
    Section(
        "Children and adults at risk",
        "",
        (
            _choice("children", "Children", _listed(CONCERN, NOT_ASKED)),
            _choice("adult_at_risk", "Adult at risk", _listed(CONCERN, NOT_ASKED)),
        ),
    ),
    Section(
        "Dangers",
        "What you heard or saw that the answers above do not say. Each raises an escalation.",
        (_ticks("observed", "Heard or seen", OBSERVED),),
    ),
    Section(
        "Referrals",
        "",
        tuple(
            _choice(f"need_{need}", NEED_LABELS.get(need, need.capitalize()), REFERRED)
            for need in NEEDS
        ),
    ),
    Section(
        "Sharing level",
        "The person chooses. Silence, and not knowing, mean L0.",
        (
            _choice("level", "Level", LEVELS),
            _choice("with_person", "Chosen with them there", NO_YES),
        ),
    ),
    Section(
        "Summary",
        "Up to 400 characters in your own words, for planning. No names, places or contact "
        "details.",
        (_paragraph("summary", "Summary", MAX_LENGTHS["summary"]),),
        "L1",
    ),
    Section(
        "Themes",
        "Activities of workshop two that would help if strengthened for everybody.",
        (Item("themes", "Activities", lambda themes: TickFlow(themes, id="themes")),),
        "L2",
    ),
    Section(
        "Agreed words",
        "Exactly what may be said, read back to the person, and read back again in the 72 hours "
        "before workshop two.",
        (
            _paragraph("agreed_words", "Exact words", MAX_LENGTHS["agreed_words"]),
            _line("consented_at", "Agreed at", AT_HINT, 20),
            _choice("reread", "Read back to them", NO_YES),
            _line("reconfirmed_at", "Confirmed again at", AT_HINT, 20),
        ),
        "L3",
    ),
    Section(
        "Safety cue",
        "What the facilitators must do. It tells them no fact and no reason.",
        (_choice("cue", "Cue", _listed(CUES)),),
    ),
)

SHOWN_AT: Mapping[str, str] = {
    "attempts": "method",
    "safe_contact.last_checked": "last_checked",
    "safe_contact.windows": "window",
    "safe_contact.agreed_at": "agreed_at",
    "referrals": f"need_{NEEDS[0]}",
    "agreed_words_consented_at": "consented_at",
    "agreed_words_reread": "reread",
    "agreed_words_reconfirmed_at": "reconfirmed_at",
}
"""Where a fault of a record is shown, if its field has another name in the form."""
