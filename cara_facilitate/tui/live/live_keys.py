"""The keys of the live screen: one table for its bindings, its two hint lines and its help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from cara_facilitate.domain.curriculum import Code, Objective
from cara_facilitate.tui.keys import CURTAIN, HELP, Key
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.keybar import first_cap

RECORD = "Recording"
DAY = "The day"
LOOK = "Looking"

LIVE_KEYS: tuple[Key, ...] = (
    Key("seat", "1,2,3,4,5,6,7,8,9,0,minus,equals_sign", "Seat",
        "A seat; more seats may follow, then a code letter records at once", RECORD, bound=False),
    Key("next", "n", "Next", "Begin the next item", DAY),
    Key("aim", "a", "Met",
        "Then a digit (0 is O10): objective met by the group; after seats, by them",
        RECORD, bound=False),
    Key("page", "space,pagedown", "Page", "Next page of the script", LOOK, action="turn(1)"),
    Key("undo", "u,ctrl+z", "Undo", "Take back the last thing recorded; says what it was", RECORD),
    Key("flag", "exclamation_mark", "Flag", "Safeguarding: with or without seats before it",
        RECORD, bound=False),
    Key("present", "t", "Present", "Attendance: who is here, late, away or has left", DAY),
    Key("pause", "full_stop", "Pause", "Stop the item's clock, or go on", DAY),
    Key("go", "g", "Go", "The run sheet with all its times; go to any item", LOOK),
    Key("seats", "v", "Seats", "The room, seat by seat: who is here, who has not been heard", LOOK),
    Key("aims", "o", "Objectives", "The ten objectives and where each was seen", LOOK),
    Key("rate", "r", "Rate", "Seat ratings 0 to 4, at a break or at the close", RECORD),
    Key("close_day", "e", "End", "Close the day, after asking", DAY),
    Key("whole_day", "d", "Day", "Who leads; a delayed start; a day not held, or stopped", DAY),
    Key("log", "l", "Log", "What was noted today; take any of it back", LOOK),
    Key("previous", "p", "Back", "Go back to the item before", DAY, show=False),
    Key("on_call", "i", "On call", "Whom to ring: the site's on-call card", LOOK,
        show=False),
    Key("accept", "y", "Accept", "Shorten as proposed at the top; u takes it back", DAY,
        show=False),
    Key("refuse", "x", "Refuse", "Keep the plan; a new proposal comes if the day gets later", DAY,
        show=False),
    Key("swap", "w", "Swap", "The other facilitator leads from now on; u takes it back", DAY,
        show=False),
    Key("from_paper", "k", "Paper", "Enter what was kept on paper, with its own times", RECORD,
        show=False),
    Key("turn_back", "b,pageup", "Page up", "The page of the script before", LOOK,
        action="turn(-1)", show=False),
    Key("recess", "comma", "Break", "An unplanned break, or go on", DAY, show=False),
    Key("redo", "U,ctrl+y", "Redo", "Put back what was undone", RECORD, show=False),
    Key("hand_over", "h", "Told", "Say who was told of an open safeguarding flag", DAY,
        show=False),
    Key("cancel", "backspace", "Cancel", "Give up the seats keyed so far", RECORD, show=False,
        bound=False),
    Key("leave", "escape", "Home", "Leave this screen; the day goes on", LOOK, show=False),
)  # fmt: skip

NOT_STARTED: tuple[Key, ...] = (
    Key("start", "enter", "Open the doors", "Start the day: the first item begins", DAY),
)


def code_keys(codes: Iterable[Code]) -> tuple[Key, ...]:
    """The curriculum's codes as keys, the usual ones first; they count only after a seat."""
    ordered = sorted(codes, key=lambda code: not code.default)
    return tuple(
        Key(f"code_{code.key}", code.key, code.label, f"{code.name}. {code.definition}".rstrip("."),
            "Codes, after a seat", bound=False)
        for code in ordered
    )  # fmt: skip


def after_seat(codes: Sequence[Key]) -> tuple[Key, ...]:
    """What may follow a seat: codes first, then objective and flag."""
    aim = Key("aim", "a", "met", "An objective met by these seats", RECORD, bound=False)
    flag = Key("flag", "exclamation_mark", "flag", "Safeguarding", RECORD, bound=False)
    return (*codes, aim, flag)


def after_aim(objectives: Sequence[Objective]) -> tuple[Key, ...]:
    """The digits that name objectives, with what is left of their names in eleven letters."""
    return tuple(
        Key(
            f"aim_{n}", str(n % 10), short_name(objective.slug), objective.text, RECORD, bound=False
        )
        for n, objective in enumerate(objectives, start=1)
    )


def short_name(slug: str) -> str:
    """As many whole words of a slug as fit eleven letters, the first one always."""
    first, *others = slug.split("-")
    name = first
    for word in others:
        if len(name) + len(word) + 1 > 11:
            break
        name = f"{name} {word}"
    return name


def two_lines(keys: Sequence[Key], width: int) -> tuple[Content, Content]:
    """Hints on two lines: whole hints only, those that do not fit left out from the end."""
    lines: list[Content] = []
    rest = list(keys)
    for _ in range(2):
        line, room = Content(""), width
        while rest and hint_length(rest[0]) <= room:
            key = rest.pop(0)
            room -= hint_length(key)
            line = paint(line, " ", (first_cap(key), "bold"), f" {key.label}", " ")
        lines.append(line)
    return lines[0], lines[1]


def fits(keys: Sequence[Key], width: int) -> bool:
    """Whether two lines of this width hold every hint."""
    shown = "".join(line.plain for line in two_lines(keys, width))
    return all(f" {first_cap(key)} {key.label} " in shown for key in keys)


def hint_length(key: Key) -> int:
    """Cells one hint takes, with a space on both sides and between its parts."""
    return len(first_cap(key)) + len(key.label) + 3


def usual(width: int) -> tuple[Key, ...]:
    """The hints while no seat is keyed: curtain first and keys always, the rest as room allows."""
    middle = [key for key in LIVE_KEYS if key.show]
    while middle and not fits((CURTAIN, *middle, HELP), width):
        middle.pop()
    return (CURTAIN, *middle, HELP)


def hint_rows(keys: Sequence[Key], width: int) -> list[Content]:
    """All hints, on as many lines as they need."""
    lines: list[Content] = []
    room = 0
    for key in keys:
        length = hint_length(key)
        if not lines or length > room:
            lines.append(Content(""))
            room = width
        room -= length
        lines[-1] = paint(lines[-1], (first_cap(key), "bold"), f" {key.label}  ")
    return lines
