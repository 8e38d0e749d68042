"""What was kept on paper, typed one line an entry: from a line to commands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.attendance import ARRIVALS, CAME, DEPARTURES, LEFT, REASONS, SERVICE
from cara_facilitate.domain.events import PAPER

MOST_LINES = 500
"""Lines of one batch; a full day by twelve people has fewer."""
KEYS_OF_SEATS = {"0": 10, "-": 11, "=": 12}
"""Keys of the top row that stand for seats with two digits."""
MOST_OBJECTIVES = 10

_WORD = re.compile(r"[^\s,]+")
_TIME = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?", re.ASCII)
_SEAT = r"(1[0-2]|[1-9]|0|-|=)"
_ONLY_SEAT = re.compile(_SEAT, re.ASCII)
_AIM = re.compile(rf"{_SEAT}?[aA](10|[0-9])", re.ASCII)
_LETTERS = re.compile(rf"{_SEAT}?([A-Za-z]{{1,2}})", re.ASCII)

WHAT = (
    "seats and a code (4m) or a mark (7 LA), a4, an activity, "
    "open, end, all here, close, or who came or left"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the lines of one workshop may speak of.

    :param day: the workshop's date; ``zone`` gives its local time.
    :param now: nothing later can have been kept on paper.
    :param opened: when the doors opened, None before.
    """

    seats: frozenset[int]
    codes: frozenset[str]
    objectives: tuple[str, ...]
    items: tuple[str, ...]
    facilitators: tuple[str, ...]
    day: date
    zone: tzinfo
    now: datetime
    opened: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line that could be read: its number, its time and the commands it comes to."""

    line: int
    at: datetime
    commands: tuple[cmd.Command, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be recorded, never with what was typed; column 0 is the whole line."""

    line: int
    column: int
    words: str

    def sentence(self) -> str:
        """``Line 3, column 7: expected a code letter.``"""
        place = f"Line {self.line}, column {self.column}" if self.column else f"Line {self.line}"
        return f"{place}: {self.words}"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    column: int

    @property
    def low(self) -> str:
        return self.text.lower()


class _Unread(Exception):
    """Where reading a line stopped, and what was expected there."""

    def __init__(self, column: int, expected: str, *, whole: bool = False) -> None:
        super().__init__()
        self.column = column
        self.words = expected if whole else f"expected {expected}."


@dataclass(frozen=True, slots=True)
class _Line:
    """The words of one line without its time; ``end`` is the column after the last."""

    words: tuple[_Word, ...]
    at: datetime
    end: int

    def column(self, index: int) -> int:
        return self.words[index].column if index < len(self.words) else self.end

    def nothing_after(self, count: int) -> None:
        if len(self.words) > count:
            raise _Unread(self.column(count), "nothing more: one entry a line")


def read(text: str, known: Known) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    """The entries of these lines in the order typed, and the lines that cannot be read.

    Empty lines count but say nothing. Only if there is no fault may any entry be recorded.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        much = f"at most {MOST_LINES} lines are taken at once; record these in two parts."
        return (), (Fault(MOST_LINES + 1, 0, much),)
    entries, faults = [], []
    for number, line in enumerate(lines, start=1):
        typed = [_Word(match.group(), match.start() + 1) for match in _WORD.finditer(line)]
        if not typed:
            continue
        try:
            found = _timed(typed, known)
            entries.append(Entry(number, found.at, _commands(found, known)))
        except _Unread as stop:
            faults.append(Fault(number, stop.column, stop.words))
    return tuple(entries), tuple(faults)


def _timed(words: list[_Word], known: Known) -> _Line:
    """The time stands first; after a facilitator's "came" or "left" it may stand last."""
    end = words[-1].column + len(words[-1].text)
    if _TIME.fullmatch(words[0].text):
        return _Line(tuple(words[1:]), _moment(words[0], known), end)
    if _facilitator(words[0], known) and len(words) > 1:
        if not _TIME.fullmatch(words[-1].text):
            raise _Unread(end, "a time such as 09:30 at the end, or at the beginning of the line")
        return _Line(tuple(words[:-1]), _moment(words[-1], known), words[-1].column)
    raise _Unread(words[0].column, "a time such as 11:02 first")


def _moment(word: _Word, known: Known) -> datetime:
    parts = _TIME.fullmatch(word.text)
    hour, minute, second = (int(part or 0) for part in parts.groups()) if parts else (24, 0, 0)
    try:
        clock = time(hour, minute, second)
    except ValueError:
        raise _Unread(word.column, "a time from 00:00 to 23:59") from None
    at = datetime.combine(known.day, clock, known.zone)
    if at > known.now:
        late = f"{at:%a %d %b, %H:%M} is still to come."
        raise _Unread(word.column, late, whole=True)
    opened = known.opened
    if parts and parts[3] is None and opened is not None:
        # A minute without seconds in which the doors opened is not before they did.
        return opened if at == opened.replace(second=0, microsecond=0) else at
    return at


def _commands(line: _Line, known: Known) -> tuple[cmd.Command, ...]:
    if not line.words:
        raise _Unread(line.end, WHAT)
    first = line.words[0]
    if first.low in _PLAIN:
        return _PLAIN[first.low](line, known)
    who = _facilitator(first, known)
    if who:
        return _staff(line, who)
    item = {name.upper(): name for name in known.items}.get(first.text.upper())
    if item is not None:
        line.nothing_after(1)
        return (cmd.GoTo(item, line.at, PAPER),)
    return _seats(line, known)


def _open(line: _Line, known: Known) -> tuple[cmd.Command, ...]:
    del known
    line.nothing_after(1)
    return (cmd.StartWorkshop(line.at, PAPER),)


def _end(line: _Line, known: Known) -> tuple[cmd.Command, ...]:
    del known
    line.nothing_after(1)
    return (cmd.EndWorkshop(line.at, PAPER),)


def _all(line: _Line, known: Known) -> tuple[cmd.Command, ...]:
    del known
    if len(line.words) < 2 or line.words[1].low != "here":
        raise _Unread(line.column(1), "all here")
    line.nothing_after(2)
    return (cmd.AllPresent(line.at, PAPER),)


def _rating(line: _Line, known: Known) -> tuple[cmd.Command, ...]:
    """``close 4 3 F-LEAD1``: seat 4 rated 3 at the close by this facilitator; or ``break``."""
    seat = _one_seat(line, 1, known)
    rating = line.words[2].text if len(line.words) > 2 else ""
    if rating not in {"0", "1", "2", "3", "4"}:
        raise _Unread(line.column(2), "a rating from 0 to 4 after the seat")
    who = _facilitator(line.words[3], known) if len(line.words) > 3 else ""
    if not who:
        raise _Unread(line.column(3), f"who rated: {' or '.join(known.facilitators)}")
    line.nothing_after(4)
    return (cmd.Rate(seat, int(rating), who, line.words[0].low, line.at, PAPER),)


_PLAIN: dict[str, Callable[[_Line, Known], tuple[cmd.Command, ...]]] = {
    "open": _open,
    "end": _end,
    "all": _all,
    "close": _rating,
    "break": _rating,
}


def _staff(line: _Line, who: str) -> tuple[cmd.Command, ...]:
    what = line.words[1].low if len(line.words) > 1 else ""
    if what not in (CAME, LEFT):
        raise _Unread(line.column(1), "came or left after the facilitator")
    line.nothing_after(2)
    return (cmd.RecordStaff(who, what, line.at, PAPER),)


def _facilitator(word: _Word, known: Known) -> str:
    return {name.upper(): name for name in known.facilitators}.get(word.text.upper(), "")


def _one_seat(line: _Line, index: int, known: Known) -> int:
    if index < len(line.words) and _ONLY_SEAT.fullmatch(line.words[index].text):
        return _seat(line.words[index].text, line.column(index), known)
    raise _Unread(line.column(index), "one seat from 1 to 12")


def _seat(text: str, column: int, known: Known) -> int:
    seat = KEYS_OF_SEATS.get(text) or int(text)
    if seat not in known.seats:
        raise _Unread(column, f"seat {seat} is not taken in this cohort.", whole=True)
    return seat


def _seats(line: _Line, known: Known) -> tuple[cmd.Command, ...]:
    """Seats, then what was seen of them: a code, an objective or a mark of attendance."""
    seats: list[int] = []
    for index, word in enumerate(line.words):
        if _ONLY_SEAT.fullmatch(word.text):
            _add(seats, word.text, word.column, known)
            continue
        aim, letters = _AIM.fullmatch(word.text), _LETTERS.fullmatch(word.text)
        joined = aim or letters
        if joined is None:
            raise _Unread(word.column, _wanted(word.text, seats))
        if joined[1]:
            _add(seats, joined[1], word.column, known)
        column = word.column + len(joined[1] or "")
        if aim is not None:
            line.nothing_after(index + 1)
            return (cmd.Tick(_objective(aim[2], column, known), tuple(seats), line.at, PAPER),)
        if not seats:
            raise _Unread(word.column, WHAT)
        return _seen(line, index, joined[2], column, tuple(seats), known)
    raise _Unread(line.end, "a code letter, a mark such as LA, or a4 after the seats")


def _add(seats: list[int], text: str, column: int, known: Known) -> None:
    seat = _seat(text, column, known)
    if seat in seats:
        raise _Unread(column, f"seat {seat} stands twice on this line.", whole=True)
    seats.append(seat)


def _wanted(text: str, seats: list[int]) -> str:
    if text[0] == "!":
        return "no safeguarding flag here: raise it on the live screen with !"
    if text[0].isascii() and (text[0].isdigit() or text[0] in KEYS_OF_SEATS):
        return "seats from 1 to 12 with a space between them, then a code letter"
    return WHAT if not seats else "a code letter, a mark such as LA, or a4 after the seats"


def _objective(digits: str, column: int, known: Known) -> str:
    number = int(digits) or MOST_OBJECTIVES
    if number > len(known.objectives):
        most = min(len(known.objectives), MOST_OBJECTIVES)
        raise _Unread(column, f"an objective from a1 to a{most}")
    return known.objectives[number - 1]


def _seen(
    line: _Line, index: int, letters: str, column: int, seats: tuple[int, ...], known: Known
) -> tuple[cmd.Command, ...]:
    """A small letter is a code; a capital P and two letters are a mark of attendance."""
    mark = letters.upper()
    if letters == "P" or (len(letters) > 1 and (mark in ARRIVALS or mark in DEPARTURES)):
        reason = _reason(line, index + 1, mark)
        return tuple(cmd.Attend(seat, mark, line.at, reason, PAPER) for seat in seats)
    if letters in known.codes:
        line.nothing_after(index + 1)
        return (cmd.Observe(seats, letters, line.at, PAPER),)
    raise _Unread(column, _letter_wanted(letters, known))


def _letter_wanted(letters: str, known: Known) -> str:
    codes = " ".join(sorted(known.codes))
    if letters.upper() in SERVICE:
        return "no NR or SS here: they are for the whole day, under The day"
    if letters in ("a", "A"):
        return "the objective's number after a, such as a4"
    if len(letters) > 1:
        return f"a mark: {' '.join([*ARRIVALS, *DEPARTURES])}; or one code letter"
    if letters.lower() in known.codes:
        return "a small letter for a code; a capital P is the mark for present"
    return f"a code, one of {codes}"


def _reason(line: _Line, index: int, mark: str) -> str:
    said = " ".join(word.low for word in line.words[index:])
    if not said:
        return ""
    if mark == "P":
        raise _Unread(line.column(index), "nothing more: being present has no reason")
    if said not in REASONS:
        raise _Unread(line.column(index), f"a reason, one of {', '.join(REASONS)}; or nothing")
    return said
