"""The keys of every screen as the app itself has them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import cara_facilitate.tui.screens as screen_room
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import load
from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.tui.app import APP_KEYS
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.keys import GLOBAL, Key
from cara_facilitate.tui.live.attendance import MARKS
from cara_facilitate.tui.live.live_keys import LIVE_KEYS, NOT_STARTED
from cara_facilitate.tui.screens.page import Page as KeyedPage
from docs.tables import code, table

SHIPPED = Path(__file__).parents[1] / "curricula" / "cara_curriculum_open"
CARD_WIDTH = 37
WORKERS = ("casework", "caseload")
"""How the modules of the victim-contact worker's screens begin."""
RECEIVERS = ("received",)
"""And those of managers and practice supervisors."""
READING = "A page to read"


@cache
def _reference() -> Curriculum:
    return load(read_folder(SHIPPED), "intimate-partner-male")


def everywhere() -> str:
    """Keys that work on every screen."""
    return _keys((*GLOBAL, *APP_KEYS))


def live() -> str:
    """Keys of the live session."""
    return _keys((*NOT_STARTED, *LIVE_KEYS))


def screens() -> str:
    """The facilitators' other screens, one table a screen."""
    return _tables(screen_keys(lambda room: not room.startswith((*WORKERS, *RECEIVERS))))


def casework() -> str:
    """The screens of the victim-contact worker."""
    return _tables(_named(screen_keys(lambda room: room.startswith(WORKERS))))


def received() -> str:
    """The screens of managers and practice supervisors."""
    return _tables(_named(screen_keys(lambda room: room.startswith(RECEIVERS))))


def screen_keys(wanted: Callable[[str], bool]) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """The name and the keys of each screen of the room that has any, in the order of its file.

    :param wanted: whether a module, by its name, is one of those meant.
    """
    for found in pkgutil.iter_modules(screen_room.__path__):
        if not wanted(found.name):
            continue
        module = importlib.import_module(f"{screen_room.__name__}.{found.name}")
        for value in vars(module).values():
            own = isinstance(value, type) and value.__module__ == module.__name__
            if own and issubclass(value, KeyedScreen) and value.KEYS:
                yield getattr(value, "NAME", "A question"), value.KEYS


def _named(
    found: Iterable[tuple[str, tuple[Key, ...]]],
) -> Iterator[tuple[str, tuple[Key, ...]]]:
    """With a name for the pages that take theirs from what is read on them."""
    return ((READING if name == KeyedPage.NAME else name, keys) for name, keys in found)


def _tables(found: Iterable[tuple[str, tuple[Key, ...]]]) -> str:
    """A table a screen; a page that differs by where it was come from stands there once."""
    fullest: dict[str, tuple[Key, ...]] = {}
    for name, keys in found:
        if len(keys) > len(fullest.get(name, ())):
            fullest[name] = keys
    return "\n\n".join(f"**{name}**\n\n{_keys(keys)}" for name, keys in fullest.items())


def codes() -> str:
    """The observation codes of the open reference text."""
    rows = (
        (code(one.key), one.name, one.definition, one.example, "usual" if one.default else "")
        for one in _reference().codes
    )
    return table(("Key", "Code", "Record it when the person", "For example", ""), rows)


def recovery() -> str:
    """In which order the reference text's activities give time back, and how far."""
    rows = []
    for day in _reference().days:
        items = {item.id: item for item in day.run}
        order = (items[name] for name in day.recovery)
        words = ", ".join(f"{i.id} ({i.minutes} to {i.floor})" for i in order)
        rows.append((str(day.workshop), words))
    return table(("Workshop", "Shorten in this order (minutes, planned to shortest)"), rows)


def attendance() -> str:
    """The marks of the attendance list."""
    rows = ((code(key), mark, CODES[mark]) for key, (mark, _) in MARKS.items())
    return table(("Key", "Code", "Means"), rows)


def card() -> str:
    """A page to print and cut out: what both facilitators need at the laptop."""
    lines = ["AT ANY MOMENT", *_card_lines((*GLOBAL[:3], *APP_KEYS))]
    lines += ["", "ON THE DAY", *_card_lines((*NOT_STARTED, *LIVE_KEYS))]
    right = ["SEAT, THEN A LETTER"]
    right += [f"  {one.key}   {one.name}" for one in _reference().codes]
    right += ["", "ATTENDANCE (t)"]
    right += [f"  {key}   {CODES[mark]}" for key, (mark, _) in MARKS.items()]
    right += [
        "",
        "NOT SAVED: write it on paper.",
        "DANGER: 999 first, then !, then",
        "the manager.",
    ]
    height = max(len(lines), len(right))
    left = [*lines, *[""] * (height - len(lines))]
    right += [""] * (height - len(right))
    body = [f"{a:<{CARD_WIDTH}}  {b}".rstrip() for a, b in zip(left, right, strict=True)]
    return "\n".join(["```text", *body, "```"])


def _card_lines(keys: Iterable[Key]) -> list[str]:
    return [f"  {key.caps():<15} {key.label}" for key in keys]


def _keys(keys: Iterable[Key]) -> str:
    return table(("Key", "What it does"), ((code(key.caps()), key.help) for key in keys))
