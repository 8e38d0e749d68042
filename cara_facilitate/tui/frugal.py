"""Says colours to the terminal only where they change: a repaint shrinks to half and less."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from textual.driver import Driver

_RESET = "\x1b[0m"
_PIECE = re.compile(r"\x1b\[([0-9;]+)m([^\x1b]*)\x1b\[0m")
"""A piece as Textual says it: everything about the pen, the text, and the end of it."""
_MOVES = re.compile(r"(?:\r?\n|\x1b\[\d+;\d+H)*")
"""What may stand between pieces while a colour is in force: nothing that paints."""
_NEEDLESS = re.compile(r"\r?\n(?=\x1b\[\d+;\d+H)")
"""A line end before the row and column are said anyway."""
_COLOUR = {"38": 0, "48": 1}
_SHORT = re.compile(r"(?:[349]|10)\d")
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
_SEEN_ON_BLANKS = frozenset("45789")
"""Attributes that show where there is only a space."""


@dataclass(frozen=True, slots=True)
class Pen:
    """How the terminal draws from now on: attributes, then what stands for the two colours."""

    attributes: frozenset[str] = frozenset()
    fore: str = "39"
    back: str = "49"


PLAIN = Pen()


def frugal(data: str) -> str:
    """The same picture in fewer bytes.

    Textual says every colour of every piece, and resets after it. Begins and ends with a plain
    pen, so each write stands by itself.
    """
    parts = _PIECE.split(data)
    if len(parts) == 1:
        return data
    now, out = PLAIN, [parts[0]]
    for at in range(1, len(parts), 3):
        parameters, text, between = parts[at], parts[at + 1], parts[at + 2]
        if text:
            change, now = step(now, parameters, text.isspace())
            out += change, text
        if between:
            if now is not PLAIN and not _MOVES.fullmatch(between):
                out.append(_RESET)
                now = PLAIN
            out.append(_NEEDLESS.sub("", between))
    if now is not PLAIN:
        out.append(_RESET)
    return "".join(out)


@lru_cache(8192)
def step(now: Pen, parameters: str, blank: bool) -> tuple[str, Pen]:
    """What to say between the pen in force and a piece with these parameters."""
    return transition(now, pen(parameters), blank)


def pen(parameters: str) -> Pen:
    """The pen that one sequence sets, taken to begin from a plain one as Textual's all do."""
    attributes: set[str] = set()
    colours = [PLAIN.fore, PLAIN.back]
    parts = iter(parameters.split(";") if parameters else ())
    for part in parts:
        if part in _COLOUR:
            kind = next(parts, "")
            rest = [next(parts, "") for _ in range(3 if kind == "2" else 1)]
            colours[_COLOUR[part]] = ";".join([part, kind, *rest])
        elif _SHORT.fullmatch(part):
            colours[part[:-1] in ("4", "10")] = part
        elif part.lstrip("0"):
            attributes.add(part)
        else:
            attributes.clear()
            colours = [PLAIN.fore, PLAIN.back]
    return Pen(frozenset(attributes), *colours)


def transition(now: Pen, wanted: Pen, blank: bool) -> tuple[str, Pen]:
    """What to say for the wanted pen, and the pen then in force.

    :param blank: only spaces follow: then the letters' colour does not matter.
    """
    showing = (now.attributes | wanted.attributes) & _SEEN_ON_BLANKS
    if blank and not showing:
        wanted = Pen(now.attributes, now.fore, wanted.back)
    if wanted == now:
        return "", now
    if wanted == PLAIN:
        return _RESET, PLAIN
    whole = ["0", *sorted(wanted.attributes)]
    whole += [c for c, plain in ((wanted.fore, "39"), (wanted.back, "49")) if c != plain]
    gone = now.attributes - wanted.attributes
    known = gone <= _OFF.keys()
    offs = sorted({_OFF[part] for part in gone if known})
    again = wanted.attributes & {"1", "2"} if "22" in offs else frozenset()
    steps = [*offs, *sorted((wanted.attributes - now.attributes) | again)]
    steps += [c for c, old in ((wanted.fore, now.fore), (wanted.back, now.back)) if c != old]
    short = ";".join(steps)
    best = short if known and len(short) < len(";".join(whole)) else ";".join(whole)
    return f"\x1b[{best}m", wanted


def frugal_driver(kind: type[Driver]) -> type[Driver]:
    """A driver that writes less and is otherwise the same."""
    write: Callable[[Driver, str], None] = kind.write

    def write_less(self: Driver, data: str) -> None:
        write(self, frugal(data))

    return type(f"Frugal{kind.__name__}", (kind,), {"write": write_less})
