"""What there is to do in a break: the script pane's text while nobody is taught anything."""

from __future__ import annotations

LONG_BREAK = 25
"""Minutes from which a break is treated as the meal."""

_EVERY = (
    "- Anyone who was tearful, shaking or blank does not spend the break alone.",
    "- A private word belongs here. Over five minutes, make the break longer.",
    "- Swap notes with your colleague: who has not been heard yet? (v shows the seats)",
    "- Seat ratings, if you do them: r. They are optional; blank is an answer.",
)
_MEAL = (
    "- Watch who goes out with whom, and phones.",
    "- Swap: whoever coded this morning leads this afternoon.",
    "- Count people back in. Somebody gone is marked as left: t.",
)
_SHORT = ("- Count people back in. Somebody gone is marked as left: t.",)


def to_do(minutes: int) -> str:
    """What facilitators do in a break of this length, as Markdown."""
    return "\n".join((*_EVERY, *(_MEAL if minutes >= LONG_BREAK else _SHORT)))
