"""The one table of keys, from which bindings, the key bar and the help screen are all made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from textual.binding import Binding

_NAMES = {
    "grave_accent": "`",
    "section_sign": "§",
    "exclamation_mark": "!",
    "question_mark": "?",
    "minus": "-",
    "equals_sign": "=",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "delete": "Delete",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing a person can do with a key, in one place.

    :param id: stable name, also the action's name where ``action`` is empty.
    :param keys: Textual key names, separated by commas.
    :param label: at most seven letters or two short words, for the key bar.
    :param help: what it does, for the help screen; one sentence without a full stop.
    :param group: heading on the help screen.
    :param action: Textual action; ``{key}`` and ``{number}`` (1 for the first key) are filled in.
    :param show: whether the key bar shows it.
    :param priority: before the focused field gets it.
    :param bound: false for keys the app or a screen reads itself (curtain, codes after a seat).
    """

    id: str
    keys: str
    label: str
    help: str
    group: str = "This screen"
    action: str = ""
    show: bool = True
    priority: bool = False
    bound: bool = True

    def names(self) -> tuple[str, ...]:
        """Each Textual key name."""
        return tuple(name.strip() for name in self.keys.split(",") if name.strip())

    def caps(self) -> str:
        """The keys as printed on a keyboard, shortest form: ``1...=`` for a row of many."""
        caps = [key_cap(name) for name in self.names()]
        return f"{caps[0]}...{caps[-1]}" if len(caps) > 4 else " ".join(caps)


def key_cap(name: str) -> str:
    """A Textual key name as a person would say it: ``ctrl+z`` is ``Ctrl+Z``."""
    if name in _NAMES:
        return _NAMES[name]
    head, plus, last = name.rpartition("+")
    if plus:
        return f"{head.title()}+{_NAMES.get(last, last.upper())}"
    return name.upper() if len(name) > 1 else name


def bindings(keys: Iterable[Key]) -> list[Binding]:
    """Textual bindings for a table of keys, one for each key name."""
    return [
        Binding(
            name,
            (key.action or key.id).replace("{key}", name).replace("{number}", str(number)),
            key.label,
            show=key.show,
            priority=key.priority,
            tooltip=key.help,
        )
        for key in keys
        if key.bound
        for number, name in enumerate(key.names(), start=1)
    ]


CURTAIN = Key(
    "curtain",
    "grave_accent,f9,ctrl+l,section_sign",
    "Curtain",
    "Blank the screen at once, from anywhere; Enter lifts it",
    "Everywhere",
    bound=False,
)
LOCK = Key(
    "lock", "f10", "Lock", "Lock; the passphrase opens again where you were", "Everywhere",
    show=False, bound=False,
)  # fmt: skip
QUIT = Key("quit", "ctrl+q", "Quit", "Quit, after asking", "Everywhere", show=False, priority=True)
HELP = Key("keys", "question_mark,f1", "Keys", "What every key does here", "Everywhere")
HELP_IN_A_FIELD = replace(HELP, keys="f1")
"""As hinted while somebody types: there a question mark is a question mark."""
NEXT_FIELD = Key(
    "app.focus_next", "tab", "Next", "Go to the next field", "Everywhere", show=False, bound=False
)
LAST_FIELD = Key(
    "app.focus_previous", "shift+tab", "Back", "Go to the field before", "Everywhere",
    show=False, bound=False,
)  # fmt: skip

GLOBAL: tuple[Key, ...] = (CURTAIN, LOCK, HELP, QUIT, NEXT_FIELD, LAST_FIELD)
"""Keys that work on every screen; the first two also in every field and dialog."""

_CURTAIN_CHARACTERS = frozenset("`§")


def is_key(name: str, key: Key) -> bool:
    """Whether a key press is that key, whatever else is held.

    Escape and then a key at once arrives as Alt with the key, and a hand in a hurry holds Shift.
    """
    return any(name == wanted or name.endswith(f"+{wanted}") for wanted in key.names())


def draws_curtain(name: str, character: str | None) -> bool:
    """Whether a key press draws the curtain, however the keyboard reports it."""
    return is_key(name, CURTAIN) or character in _CURTAIN_CHARACTERS
