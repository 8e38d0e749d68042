"""The day's pack on paper: what stands on each of its sheets, as plain frozen facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Sheet(StrEnum):
    """The sheets of a day's pack; the value is the end of the file's name."""

    RUN = "run-sheet"
    SEATS = "seat-sheet"
    CODES = "code-sheet"
    ON_CALL = "on-call"
    REGISTER = "register"
    COVER = "cover-brief"


TITLES: Mapping[Sheet, str] = {
    Sheet.RUN: "Run sheet",
    Sheet.SEATS: "Seat sheet",
    Sheet.CODES: "Code sheet",
    Sheet.ON_CALL: "On-call card",
    Sheet.REGISTER: "Register",
    Sheet.COVER: "Brief for a cover facilitator",
}
PRACTICE = "PRACTICE: made-up people"
NO_PDF = "PDF needs the extra: pip install 'cara-facilitate[pdf]'"
STOP = (
    "When more is lost than the activities still to come can give back (column Spare), the day "
    "cannot be run as complete: stop, and ring the manager. Below two facilitators: stop."
)
AFTERWARDS = (
    "What is kept on this sheet is entered afterwards with its own times, marked from paper."
)
TALLY = (
    "One act, one code. A stroke for each; write the time beside what matters. Codes are for what "
    "is said and done, not for people. No names and no references on this sheet."
)
FLAG_STEPS = (
    "Stop the detail kindly and ask nothing more in the room. Write down the time, the seat and "
    "the words that were used.",
    "Immediate danger: 999 now. Then the manager or the safeguarding lead (on-call card).",
    "Tell them today, weekends included. Write down whom, when, their reference or “none given”.",
    "Enter it in the app as soon as it runs. The day is not closed while a flag is open.",
)
KEEP_NAMED = (
    "This sheet joins names to seats. One facilitator keeps it on them all day, away from the "
    "seat sheet. Enter arrivals and departures the same day; then shred this sheet cross-cut, or "
    "lock it away where your service keeps such papers. Delete the file it was printed from."
)
KEEP_BLANK = (
    "No names are printed. If you write any in, this sheet joins names to seats: keep it on you, "
    "away from the seat sheet, enter it the same day, and then shred it cross-cut or lock it away."
)


@dataclass(frozen=True, slots=True)
class Head:
    """What every sheet begins with.

    ``plan`` is the beginning of the wording's hash, ``practice`` what a practice sheet must say.
    """

    title: str
    cohort: str
    workshop: int
    day: str
    start: str
    end: str
    variant: str
    curriculum: str
    label: str
    plan: str
    practice: str = ""


@dataclass(frozen=True, slots=True)
class RunLine:
    """One row: minutes are whole; ``spare`` is what it and the rows after it can give back."""

    id: str
    title: str
    start: str
    minutes: int
    floor: int
    spare: int
    is_break: bool
    objectives: tuple[str, ...]
    aim: str
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunPaper:
    """The day's running order.

    ``recovery`` are the shortenings in order, ``changes`` what was agreed to differ from the
    plan, both in words.
    """

    head: Head
    rows: tuple[RunLine, ...]
    ends: str
    recovery: tuple[str, ...]
    recoverable: int
    changes: tuple[str, ...]
    optional: tuple[str, ...]
    stop: str = STOP
    afterwards: str = AFTERWARDS
    sheet: str = Sheet.RUN.value


@dataclass(frozen=True, slots=True)
class Place:
    """A seat's box in a grid of five rows and four columns, as the facilitators see the room."""

    seat: int
    taken: bool
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class SeatPaper:
    """Boxes to tally in: seat numbers alone, nothing about anybody in them."""

    head: Head
    places: tuple[Place, ...]
    codes: tuple[tuple[str, str], ...]
    arrivals: tuple[str, ...]
    departures: tuple[str, ...]
    objectives: tuple[tuple[str, str], ...]
    tally: str = TALLY
    afterwards: str = AFTERWARDS
    sheet: str = Sheet.SEATS.value


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One observation code in full; ``default`` is True for those that are always on."""

    key: str
    name: str
    definition: str
    example: str
    default: bool


@dataclass(frozen=True, slots=True)
class CodePaper:
    """What every letter, mark and number means."""

    head: Head
    codes: tuple[CodeLine, ...]
    attendance: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    ratings: tuple[tuple[str, str], ...]
    severities: tuple[str, ...]
    kinds: tuple[str, ...]
    flag_steps: tuple[str, ...] = FLAG_STEPS
    sheet: str = Sheet.CODES.value


@dataclass(frozen=True, slots=True)
class OnCallPaper:
    """Whom to ring: (role, number); a missing number is an empty one, to be filled in by hand."""

    head: Head
    site: str
    lines: tuple[tuple[str, str], ...]
    sheet: str = Sheet.ON_CALL.value


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A seat and the name of whoever sits there, or empty; its repr shows no name."""

    seat: int
    name: str

    def __repr__(self) -> str:
        return f"RegisterLine(seat={self.seat})"


@dataclass(frozen=True, slots=True)
class RegisterPaper:
    """Who came, when and why not; ``named`` is True when names are printed."""

    head: Head
    named: bool
    rows: tuple[RegisterLine, ...]
    facilitators: tuple[str, ...]
    attendance: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    keep: str
    sheet: str = Sheet.REGISTER.value


@dataclass(frozen=True, slots=True)
class CoverPaper:
    """What somebody who takes over at short notice must know; nothing about any one person."""

    head: Head
    site: str
    days: tuple[str, ...]
    people: tuple[str, ...]
    covered: tuple[tuple[str, str], ...]
    not_run: tuple[str, ...]
    before: str
    state: tuple[str, ...]
    agreement: tuple[str, ...]
    stock_line: str
    dangers: tuple[tuple[str, str], ...]
    sheet: str = Sheet.COVER.value


Paper = RunPaper | SeatPaper | CodePaper | OnCallPaper | RegisterPaper | CoverPaper


def file_stem(cohort: str, workshop: int, sheet: Sheet) -> str:
    """The neutral name of a sheet's file without its ending: ``WY26A-1-run-sheet``."""
    return f"{cohort}-{workshop}-{sheet.value}"
