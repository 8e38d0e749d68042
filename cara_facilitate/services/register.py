"""The register: names and agreed adjustments by seat, for one private view at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

MOST_LETTERS = 80
MOST_ADJUSTMENTS = 280


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One seat's private line; its repr shows no name."""

    seat: int
    ref: str
    check_word: str
    name: str
    adjustments: str

    def __repr__(self) -> str:
        return f"RegisterEntry(seat={self.seat})"


def entries(desk: Desk, cohort: str) -> Mapping[int, RegisterEntry]:
    """Every seat's entry; names not yet typed are empty."""
    names: dict[str, ev.RegisterEntered] = {}
    words: dict[str, str] = {}
    for event in desk.sealed(cohort, "register"):
        if isinstance(event, ev.RegisterEntered):
            names[event.ref] = event
        elif isinstance(event, ev.CheckWordSet):
            words[event.ref] = event.word
    out = {}
    for seat, ref in sorted(desk.state(cohort).seats.items()):
        own = names.get(ref)
        out[seat] = RegisterEntry(
            seat,
            ref,
            words.get(ref, ""),
            own.name if own else "",
            own.adjustments if own else "",
        )
    return out


def enter(desk: Desk, cohort: str, seat: int, name: str, adjustments: str) -> None:
    """Record a name and adjustments for a seat; saved when this returns.

    :raises Refusal: if the seat is not taken or the text is too long.
    """
    ref = desk.state(cohort).seats.get(seat)
    if ref is None:
        raise Refusal(f"Seat {seat} is not taken in this cohort.")
    if len(name) > MOST_LETTERS or len(adjustments) > MOST_ADJUSTMENTS:
        raise Refusal(f"A name has at most {MOST_LETTERS} letters, adjustments {MOST_ADJUSTMENTS}.")
    entered = ev.RegisterEntered(ref, name.strip(), adjustments.strip(), desk.clock.now())
    desk.record(cohort, [entered], wait=True)


def names(desk: Desk, cohort: str) -> tuple[str, ...]:
    """Every name in the register, for the export linter alone."""
    return tuple(entry.name for entry in entries(desk, cohort).values() if entry.name)
