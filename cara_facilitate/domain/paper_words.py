"""An entry from paper in words: as the line a person would type, and as it was understood."""

from __future__ import annotations

from collections.abc import Iterable

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.attendance import CODES
from cara_facilitate.domain.paper_lines import Entry, Known


def write(entry: Entry, known: Known) -> str:
    """The line, in its plainest form, that is read as this entry."""
    shape = "%H:%M:%S" if entry.at.second else "%H:%M"
    return f"{entry.at:{shape}} {_typed(entry.commands, known)}"


def _typed(commands: tuple[cmd.Command, ...], known: Known) -> str:
    match commands[0]:
        case cmd.StartWorkshop():
            return "open"
        case cmd.EndWorkshop():
            return "end"
        case cmd.AllPresent():
            return "all here"
        case cmd.GoTo(item):
            return item
        case cmd.RecordStaff(who, what):
            return f"{who} {what}"
        case cmd.Rate(seat, rating, who, moment):
            return f"{moment} {seat} {rating} {who}"
        case cmd.Observe(seats, code):
            return f"{_spaced(seats)} {code}"
        case cmd.Tick(name, seats):
            aim = f"a{known.objectives.index(name) + 1}"
            return f"{_spaced(seats)} {aim}" if seats else aim
        case cmd.Attend(_, code, _, reason):
            several = [one.seat for one in commands if isinstance(one, cmd.Attend)]
            return f"{_spaced(several)} {code} {reason}".rstrip()
        case _:
            return ""


def _spaced(seats: Iterable[int]) -> str:
    return " ".join(map(str, seats))


def words(entry: Entry) -> str:
    """What a line was understood as: ``seats 4 and 7, code m``."""
    match entry.commands[0]:
        case cmd.StartWorkshop():
            return "the doors open"
        case cmd.EndWorkshop():
            return "the day ends"
        case cmd.AllPresent():
            return "everybody without a mark is here"
        case cmd.GoTo(item):
            return f"{item} begins"
        case cmd.RecordStaff(who, what):
            return f"{who} {what}"
        case cmd.Rate(seat, rating, who, moment):
            return f"seat {seat} rated {rating} by {who}, {moment}"
        case cmd.Observe(seats, code):
            return f"{_named(seats)}, code {code}"
        case cmd.Tick(name, seats):
            return f"{name} met by {_named(seats) if seats else 'the group'}"
        case cmd.Attend(_, code, _, reason):
            seats = tuple(one.seat for one in entry.commands if isinstance(one, cmd.Attend))
            return f"{_named(seats)} {CODES[code]}" + (f": {reason}" if reason else "")
        case _:
            return ""


def _named(seats: tuple[int, ...]) -> str:
    if len(seats) == 1:
        return f"seat {seats[0]}"
    return f"seats {', '.join(map(str, seats[:-1]))} and {seats[-1]}"
