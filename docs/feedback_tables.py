"""Tables of the victim worker's side: the card read aloud, triggers, hand-overs, retention."""

from __future__ import annotations

from cara_facilitate.domain.case_table import GUIDE
from cara_facilitate.domain.escalations import CLOCK_WORDS, TRIGGERS
from cara_facilitate.domain.handover import PART_WORDS
from cara_facilitate.domain.people import CARRIES, ROLE_WORDS
from cara_facilitate.domain.reading_card import PARTS, TITLE
from cara_facilitate.domain.retention import KINDS, WAITS
from docs.tables import code, table


def reading_card() -> str:
    """The words that are read aloud before anything is asked."""
    parts = [
        f"> **{heading}**\n>\n" + "\n".join(f"> - {sentence}" for sentence in sentences)
        for heading, sentences in PARTS
    ]
    return "\n>\n".join([f"> **{TITLE}**", *parts])


def triggers() -> str:
    """What raises an escalation, whom to tell and by when."""
    rows = (
        (
            one.words,
            (", then " if one.all_of_them else ", else ").join(one.route),
            CLOCK_WORDS[one.clock],
        )
        for one in TRIGGERS.values()
    )
    return table(("What was heard", "Tell", "By when"), rows)


def carries() -> str:
    """What one person's store may hand to another's."""
    rows = (
        (ROLE_WORDS[sender], ROLE_WORDS[receiver], "; ".join(PART_WORDS[part] for part in parts))
        for (sender, receiver), parts in CARRIES.items()
    )
    return table(("From", "To", "What goes"), rows)


def retention() -> str:
    """How long each class is kept unless the service says otherwise."""
    rows = (
        (
            code(kind.slug),
            kind.what,
            f"{kind.days} days after workshop two" if kind.days else f"no date: {kind.why}",
            "; ".join(WAITS[one] for one in kind.waits) or "nothing",
        )
        for kind in KINDS
    )
    return table(("Class", "Is", "Kept until", "Waits for"), rows)


def record_columns() -> str:
    """The columns of the full record's table."""
    return table(("Column", "What it takes"), ((code(name), what) for name, what in GUIDE.items()))
