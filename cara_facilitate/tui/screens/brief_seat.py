"""The lines of one seat's page in the private briefing, and of the first page's head."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cara_facilitate.domain.feedback import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services.briefing import CUE_WORDS, LEVEL_WORDS, BriefItem, BriefSeat
from cara_facilitate.tui.screens.brief_plan import TITLE
from cara_facilitate.tui.text import paint, show_lines

SEALED = LEVEL_WORDS[Level.L0]
NOTHING = "Nothing to use."
NO_CUE = CUE_WORDS["none"]
ESCALATION = "An escalation is open: ask the manager before you use anything."
YOU_SAY = "You say these agreed words, in private, exactly"
OTHER_SAYS = "Agreed words exist. {} says them, in private; they are shown to nobody else."
NOBODY_SAYS = "Agreed words exist. Nobody is named to say them yet: n names one of you."


def every_cue(pages: Sequence[BriefSeat]) -> Content:
    """The first page's head: every seat's safety cues, so that nobody has read it without them."""
    lines = [paint(f"Seat {page.seat}: {cue}") for page in pages for cue in page.cues]
    return Content("\n").join([paint(TITLE), *lines])


def cue_line(page: BriefSeat) -> Content:
    """The seat's safety cues, before everything else."""
    return Content("\n").join(paint(cue) for cue in page.cues or (NO_CUE,))


def seat_lines(page: BriefSeat, titles: dict[str, str]) -> list[Content]:
    """What may be used, under the seat's level; without anything to use all pages look alike.

    Declined, unreachable, unsafe, withdrawn, sealed and not recorded must not be told apart, nor
    how many were asked.

    :param titles: activity titles by slug.
    """
    usable = [item for item in page.items if item.usable]
    if not usable:
        return [paint((SEALED, "bold")), Content(""), paint(NOTHING)]
    lines = [paint((usable[0].level, "bold")), Content("")]
    for number, item in enumerate(usable, start=1):
        if len(usable) > 1:
            lines += [paint((f"Record {number} of {len(usable)}", "bold")), Content("")]
        lines += _item_lines(item, titles)
    return lines


def _item_lines(item: BriefItem, titles: dict[str, str]) -> list[Content]:
    lines = [paint((ESCALATION, "bold")), Content("")] if item.escalation_open else []
    lines += _words("For your planning", item.summary)
    if item.themes:
        lines.append(paint(("To strengthen for everyone, if four or more attend", "dim")))
        lines += [paint(f"  - {titles.get(slug, slug)}") for slug in item.themes]
        lines.append(Content(""))
    return lines + _agreed(item)


def _agreed(item: BriefItem) -> list[Content]:
    """The exact words for whoever says them; for the other who that is, and that there are any."""
    if not item.agreed:
        return []
    if item.agreed_words:
        return _words(YOU_SAY, item.agreed_words)
    told = OTHER_SAYS.format(item.speaker) if item.speaker else NOBODY_SAYS
    return [paint(told), Content("")]


def _words(label: str, words: Protected) -> list[Content]:
    if not words:
        return []
    return [paint((label, "dim")), show_lines(words.reveal()), Content("")]
