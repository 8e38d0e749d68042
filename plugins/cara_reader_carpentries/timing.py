"""An episode's minutes as its lesson counts them, and the days they fill."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cara_reader_carpentries.header import Fields
from cara_reader_carpentries.report import Report

STATED_DEFAULT = 5
"""What the Workbench counts for a time that is missing or no whole number."""
LONGEST = 600
FULL_DAY = 480
LONGEST_DAY = 840
MOST_DAYS = 9
_WHOLE = re.compile(r"\+?0*([0-9]{1,6})(?:\.0*)?(?: *min(?:ute)?s?)?")


@dataclass(frozen=True, slots=True)
class Minutes:
    """Whole minutes of one episode."""

    teaching: int
    exercises: int
    rest: int

    @property
    def activity(self) -> int:
        """Teaching and exercises together."""
        return self.teaching + self.exercises

    @property
    def whole(self) -> int:
        """The break as well."""
        return self.activity + self.rest


def minutes(found: Fields, file: str, report: Report) -> Minutes:
    """The times in an episode's header; a time that must be guessed is reported."""
    rest = _count(found, "break", file, report) or 0
    given = {}
    for name in ("teaching", "exercises"):
        count = _count(found, name, file, report)
        if count is None and not rest:
            count = STATED_DEFAULT
            line = found.lines.get(name, 1)
            told = f"{name}, counted as {count} as the Workbench does"
            report.add(file, line, "minutes missing or no whole number", told)
        given[name] = count or 0
    teaching = min(given["teaching"], LONGEST)
    exercises = min(given["exercises"], LONGEST - teaching)
    if teaching + exercises < sum(given.values()):
        report.add(file, found.lines.get("teaching", 1), "minutes cut to 600", file)
    return Minutes(teaching, exercises, rest)


def _count(found: Fields, name: str, file: str, report: Report) -> int | None:
    text = found.texts.get(name, "").strip()
    match = _WHOLE.fullmatch(text)
    if match is None:
        if text and name == "break":
            report.add(file, found.lines.get(name, 1), "break is no whole number, left out", text)
        return None
    return min(int(match[1]), LONGEST)


def days(lengths: Sequence[int]) -> list[int]:
    """How many of these, in order, each day takes: as few days as fit, all about as long.

    :raises OverflowError: if they do not fit into nine days.
    """
    cap = max([FULL_DAY, *lengths])
    while len(_filled(lengths, cap)) > MOST_DAYS:
        cap += 1
        if cap > LONGEST_DAY:
            raise OverflowError
    wanted = len(_filled(lengths, cap))
    low, high = max([1, *lengths]), cap
    while low < high:
        middle = (low + high) // 2
        if len(_filled(lengths, middle)) <= wanted:
            high = middle
        else:
            low = middle + 1
    return _filled(lengths, low)


def _filled(lengths: Sequence[int], cap: int) -> list[int]:
    counts, used = [0], 0
    for length in lengths:
        if used + length > cap and counts[-1]:
            counts.append(0)
            used = 0
        counts[-1] += 1
        used += length
    return counts
